"""Who acts: a name on an office PC, or an account that signed in, with what it may do."""

from dataclasses import dataclass

from perfdata.core.keys import unit_key
from perfdata.core.terms import Role, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An account that is signed in, from an address; ``units`` are its own, and none of an administrator are all."""

    account_id: int
    session_id: int
    name: str
    role: Role
    units: tuple[str, ...]
    address: str
    must_change: bool = False
    way: Way = Way.PASSWORD

    @property
    def may_write(self) -> bool:
        return self.role is not Role.VIEWER

    @property
    def sees_every_act(self) -> bool:
        """Whether the log shows it what others did."""
        return self.role in (Role.REVIEWER, Role.ADMINISTRATOR)

    @property
    def is_of_all_units(self) -> bool:
        """Whether it may change what is not of one unit alone, such as invented figures."""
        return self.role in (Role.REVIEWER, Role.ADMINISTRATOR) and not self.units

    def owns(self, unit: str | None) -> bool:
        """Whether it may write for a spending unit, None for what is of no unit."""
        if not self.may_write:
            return False
        return self.is_of_all_units or (unit is not None and unit_key(unit) in map(unit_key, self.units))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A name that was typed where there are no accounts, in a browser at an address."""

    name: str
    address: str


Who = str | Visitor | Actor
"""A name that was typed where there are no accounts, or who is signed in."""


def name_of(who: Who) -> str:
    """What stands in the history."""
    return who if isinstance(who, str) else who.name


def address_of(who: Who) -> str | None:
    """Where they are, None where that is not known."""
    return None if isinstance(who, str) else who.address or None
