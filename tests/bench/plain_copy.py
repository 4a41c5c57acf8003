"""The floor of ``tests.bench.laboratory``: the cells of a sheet, read by python-calamine, copied into a plain table.

    python -m tests.bench.plain_copy FILE URL

The work that nobody can leave out, by the libraries' own calls: every column is text, there are no keys, indexes or
checks, and nothing is looked at.
"""

from __future__ import annotations

import sys

import psycopg
from psycopg import sql
from python_calamine import CalamineWorkbook


def main(file: str, url: str) -> None:
    """Makes the table ``plain_cells`` anew and fills it."""
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    with psycopg.connect(url) as server:
        server.execute("DROP TABLE IF EXISTS plain_cells")
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(str(name))) for name in rows[0])
        server.execute(sql.SQL("CREATE TABLE plain_cells ({})").format(columns))
        with server.cursor().copy("COPY plain_cells FROM STDIN") as copy:
            for row in rows[1:]:
                copy.write_row(row)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
