"""Which passwords are refused: short, common, or the person's own name over again (ASVS 6.2)."""

SHORTEST, LONGEST = 10, 128
# The head of every published list of leaked passwords that is long enough to pass the length rule.
COMMON = frozenset(
    {
        "1234567890",
        "12345678910",
        "0123456789",
        "9876543210",
        "1q2w3e4r5t",
        "qwertyuiop",
        "asdfghjkl;",
        "zxcvbnm123",
        "1qaz2wsx3edc",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "iloveyou123",
        "woaini1314",
        "woaini520520",
        "5201314520",
        "1314520520",
        "administrator",
        "admin12345",
        "admin123456",
        "rexian1234",
        "rexian12345",
        "qwerty12345",
        "abcd123456",
        "abc1234567",
        "aa12345678",
        "a123456789",
        "123456789a",
        "1111111111",
        "0000000000",
        "8888888888",
        "6666666666",
        "1122334455",
        "147258369a",
        "123123123123",
    }
)


def complaint(password: str, login: str) -> str | None:
    """Why this password is refused (`too_short`, `too_long`, `too_common`, `like_login`); None when it may be used."""
    low = password.lower()
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if low in COMMON or len(set(low)) < 4:
        return "too_common"
    return "like_login" if len(login) >= 4 and login.lower() in low else None
