"""Verdicts on lines that were put aside.

A line in quarantine may be released or dropped; its words and its place stay as they came.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATUSES = ("ok", "quarantined", "dropped", "twin")
WORDS = "id, pbx_id, source_id, pos_generation, pos_offset, text_hash, occurrence, recv_us, raw"

KEEP_WORDS = """
CREATE OR REPLACE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'quarantined'
        AND ({old}) IS NOT DISTINCT FROM ({new}) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """A wider check, and a guard that knows a verdict from a change of words."""
    listed = ", ".join(f"'{word}'" for word in STATUSES)
    op.execute("ALTER TABLE raw_events DROP CONSTRAINT ck_raw_events_eventstatus")
    op.execute(f"ALTER TABLE raw_events ADD CONSTRAINT ck_raw_events_eventstatus CHECK (status IN ({listed}))")
    names = WORDS.split(", ")
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    op.execute(KEEP_WORDS.format(old=old, new=new))
    op.execute(
        "CREATE OR REPLACE TRIGGER raw_events_append_only BEFORE UPDATE OR DELETE ON raw_events "
        "FOR EACH ROW EXECUTE FUNCTION keep_words()"
    )


def downgrade() -> None:
    """Refused: lines that were released or dropped would have no word for it any more."""
    raise RuntimeError("this revision cannot be taken back; restore a backup instead")
