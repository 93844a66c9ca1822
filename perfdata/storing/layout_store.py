"""What clerks said about lay-outs: remembered by the digest of the header labels while the upload is in force.

A fiscal year is kept with its upload, to read it again, and never remembered for another file."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Engine, exists, select

from perfdata.storing.connecting import reading
from perfdata.storing.tables import layout_corrections, uploads

_REMEMBERED = (
    select(layout_corrections.c.signature, layout_corrections.c.field, layout_corrections.c.value)
    .where(exists().where(uploads.c.upload_id == layout_corrections.c.upload_id, uploads.c.voided_at.is_(None)))
    .where(layout_corrections.c.field != "fiscal_year")
    .order_by(layout_corrections.c.upload_id)
)


def remembered_corrections(engine: Engine) -> dict[str, dict[str, str]]:
    """Corrections in force for each lay-out, by signature and field; of several uploads the newest counts."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with reading(engine) as connection:
        for signature, field, value in connection.execute(_REMEMBERED):
            found[signature][field] = value
    return dict(found)


def corrections_of_upload(engine: Engine, upload_id: int) -> dict[str, str]:
    """The corrections an upload was read with, by field."""
    chosen = select(layout_corrections.c.field, layout_corrections.c.value)
    with reading(engine) as connection:
        rows = connection.execute(chosen.where(layout_corrections.c.upload_id == upload_id))
        return {row.field: row.value for row in rows}


def correction_rows(signature: str, corrections: Mapping[str, str]) -> list[dict[str, object]]:
    """The rows to store with an upload."""
    return [{"signature": signature, "field": field, "value": value} for field, value in corrections.items()]
