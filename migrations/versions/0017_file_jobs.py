"""Lists taken in from files, and the rows of them that were not."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_jobs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("import", "export", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "running",
                "done",
                "failed",
                "cancelled",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("handled", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("same", sa.BigInteger(), nullable=False),
        sa.Column("bad", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_file_jobs_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_jobs")),
    )
    op.create_index("ix_file_jobs_asked", "file_jobs", ["asked_by", "id"], unique=False)
    op.create_index(
        "ix_file_jobs_open",
        "file_jobs",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('owed', 'running')"),
    )
    op.create_table(
        "file_faults",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("faults", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["file_jobs.id"], name=op.f("fk_file_faults_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_faults")),
        sa.UniqueConstraint("job_id", "line", name=op.f("uq_file_faults_job_id_line")),
    )


def downgrade() -> None:
    op.drop_table("file_faults")
    op.drop_index("ix_file_jobs_open", table_name="file_jobs", postgresql_where=sa.text("state IN ('owed', 'running')"))
    op.drop_index("ix_file_jobs_asked", table_name="file_jobs")
    op.drop_table("file_jobs")
