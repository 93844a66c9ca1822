"""Who acts: a name on an office PC, or an account that signed in, with what it may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from perfdata.core.keys import unit_key
from perfdata.core.terms import Role, Way

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An account that is signed in, from an address.

    ``units`` and ``departments`` are its own, ``keys_of_departments`` those of the units which have projects of these
    departments. Without any it is of all units, but for a clerk, who is of none then. What somebody of its name did
    before ``made_at`` is not its own.
    """

    account_id: int
    session_id: int
    name: str
    role: Role
    units: tuple[str, ...]
    address: str
    must_change: bool = False
    way: Way = Way.PASSWORD
    departments: tuple[str, ...] = ()
    keys_of_departments: frozenset[str] = frozenset()
    made_at: datetime = _EVER

    @property
    def may_write(self) -> bool:
        return self.role is not Role.VIEWER

    @property
    def may_review(self) -> bool:
        """Whether it may approve what waits for its units."""
        return self.role in (Role.REVIEWER, Role.ADMINISTRATOR)

    @property
    def is_of_all_units(self) -> bool:
        """Whether it may change what is not of one unit alone, such as invented figures."""
        return self.may_review and self.sees_all

    @property
    def sees_all(self) -> bool:
        """Whether it may see every unit, and what is of none."""
        return self.role is not Role.CLERK and not (self.units or self.departments)

    @property
    def unit_keys(self) -> frozenset[str]:
        """The keys of the units that it may see where it does not see all."""
        return (frozenset(map(unit_key, self.units)) | self.keys_of_departments) - {""}

    @property
    def told_units(self) -> str:
        """Its departments and units as a person reads them."""
        return told_units(self.units, self.departments)

    def owns(self, unit: str | None) -> bool:
        """Whether it may write for a spending unit, None for what is of no unit."""
        if not self.may_write:
            return False
        return self.is_of_all_units or unit_key(unit) in self.unit_keys


def told_units(units: Iterable[str], departments: Iterable[str]) -> str:
    """某局所属单位、某中心; '' for none."""
    return "、".join([*(f"{name}所属单位" for name in departments), *units])


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
