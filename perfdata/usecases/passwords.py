"""Passwords as argon2id hashes, made to cost so much that guessing from a stolen database is slow."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from perfdata.core.errors import StorageError
from perfdata.core.keys import name_key

_SHORTEST, _LONGEST, _FEWEST_SIGNS = 10, 200, 5
_HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)  # 46 MiB; 50 to 90 ms


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; where none is stored it takes as long to say no."""
    try:
        return _HASHER.verify(stored or _nobody(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def refuse_weak(password: str, *, name: str) -> None:
    """Raises StorageError with what is missing."""
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise StorageError(f"口令要有 {_SHORTEST} 到 {_LONGEST} 个字符，请另选一个。")
    if len(set(password)) < _FEWEST_SIGNS:
        raise StorageError(f"口令里不同的字符少于 {_FEWEST_SIGNS} 个，太容易猜，请另选一个。")
    if name_key(name) in name_key(password):
        raise StorageError("口令里不要含有账号名，请另选一个。")


@cache
def _nobody() -> str:
    return hash_of("nobody signs in with this")
