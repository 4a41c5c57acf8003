"""The audit log and the history of sites are only ever added to; codes of new columns are checked.

Alembic does not see check constraints of tables that exist.
"""

from __future__ import annotations

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


_SIZES = "size_class IN ('bag', 'car', 'truck', 'more')"
_SIGNS = "signs <@ ARRAY['smell', 'smoke', 'near_water']::text[]"
_CHECKS = (
    ("site", "ck_site_size_class_code", _SIZES),
    ("site", "ck_site_signs_codes", _SIGNS),
    ("observation", "ck_observation_size_class_code", _SIZES),
    ("observation", "ck_observation_signs_codes", _SIGNS),
    ("observation", "ck_observation_state_code", "state IN ('new', 'published', 'rejected')"),
)


def upgrade() -> None:
    for table, name, condition in _CHECKS:
        op.create_check_constraint(op.f(name), table, condition)
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER only_added BEFORE UPDATE ON site_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)


def downgrade() -> None:
    for table, name, _condition in _CHECKS:
        op.drop_constraint(op.f(name), table)
    op.execute("DROP TRIGGER only_added ON site_event")
    op.execute("DROP TRIGGER only_added ON audit_entry")
    op.execute("DROP FUNCTION refuse_change()")
