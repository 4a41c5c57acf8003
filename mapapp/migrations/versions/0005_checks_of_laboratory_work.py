"""Codes of columns new to old tables are checked; histories of results and norms are only ever added to.

Alembic does not see check constraints of tables that exist.
"""

from __future__ import annotations

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


_AVERAGING = "'single_max', 'hourly', '8h', 'daily', 'annual', 'peak_season', 'none'"
_FLAGS = "'doubtful', 'blank_contaminated', 'replicates_differ', 'holding_time_exceeded', 'not_accredited', 'outlier'"
_PURPOSES = (
    "'routine', 'duplicate', 'replicate', 'field_blank', 'trip_blank', 'laboratory_blank', 'spike', 'reference'"
)
_EVENTS = "'', 'letter', 'answer', 'permit', 'hearing', 'petition', 'study', 'court', 'press', 'works', 'other'"
_CHECKS = (
    ("sample", "ck_sample_visibility_code", "visibility IN ('public', 'organisation', 'moderators', 'hidden')"),
    ("sample", "ck_sample_purpose_code", f"purpose IN ({_PURPOSES})"),
    ("result", "ck_result_state_code", "state IN ('as_published', 'draft', 'checked', 'withdrawn')"),
    ("result", "ck_result_averaging_code", f"averaging IN ('', {_AVERAGING})"),
    ("result", "ck_result_flags_codes", f"flags <@ ARRAY[{_FLAGS}]::text[]"),
    ("case_entry", "ck_case_entry_event_code", f"event IN ({_EVENTS})"),
)
_ONLY_ADDED = ("result_event", "limit_version")


def upgrade() -> None:
    for table, name, condition in _CHECKS:
        op.create_check_constraint(op.f(name), table, condition)
    for table in _ONLY_ADDED:
        op.execute(f"""
            CREATE TRIGGER only_added BEFORE UPDATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)


def downgrade() -> None:
    for table in _ONLY_ADDED:
        op.execute(f"DROP TRIGGER only_added ON {table}")
    for table, name, _condition in _CHECKS:
        op.drop_constraint(op.f(name), table)
