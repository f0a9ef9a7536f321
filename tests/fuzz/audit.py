"""What a call changed in the database: triggers write it down, `undo` takes it back."""

import json
import re

import psycopg2
import psycopg2.extras

# Written by the server for itself; not looked at and not undone.
IGNORED = {
    "auth_totp_rate_limit_log",
    "bus_bus",
    "discuss_channel_member",
    "ir_cron",
    "ir_cron_trigger",
    "ir_logging",
    "ir_profile",
    "mail_presence",
    "res_device_log",
    "res_users_log",
    "res_users_settings",
}
NEVER = re.compile(r"^(orm_signaling_|fuzz_)")
# What the server keeps in memory: told to forget it when an undo touched these.
CACHED = re.compile(r"^(ir_|res_|hr_|workday_|customer_approval_|resource_|mail_message_subtype)")

INSTALL = """
CREATE UNLOGGED TABLE fuzz_audit (
    n bigserial PRIMARY KEY, tab text, op text, old jsonb, new jsonb
);
CREATE FUNCTION fuzz_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('fuzz.undo', true) = 'on' THEN
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO fuzz_audit (tab, op, new) VALUES (TG_TABLE_NAME, 'I', to_jsonb(NEW));
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO fuzz_audit (tab, op, old) VALUES (TG_TABLE_NAME, 'D', to_jsonb(OLD));
    ELSIF OLD IS DISTINCT FROM NEW THEN
        INSERT INTO fuzz_audit (tab, op, old, new)
        VALUES (TG_TABLE_NAME, 'U', to_jsonb(OLD), to_jsonb(NEW));
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION fuzz_row(data jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN data ? 'id' THEN format('id = %L', data ->> 'id')
           ELSE (SELECT string_agg(CASE WHEN value IS NULL THEN format('%I IS NULL', key)
                                        ELSE format('%I = %L', key, value) END, ' AND ')
                   FROM jsonb_each_text(data)) END
$$;
CREATE FUNCTION fuzz_undo() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line fuzz_audit;
    columns text;
BEGIN
    PERFORM set_config('fuzz.undo', 'on', true);
    SET CONSTRAINTS ALL DEFERRED;  -- rows that point to each other come back in any order
    FOR line IN SELECT * FROM fuzz_audit ORDER BY n DESC LOOP
        IF line.op = 'I' THEN
            EXECUTE format('DELETE FROM %I WHERE %s', line.tab, fuzz_row(line.new));
        ELSIF line.op = 'D' THEN
            EXECUTE format('INSERT INTO %I SELECT * FROM jsonb_populate_record(NULL::%I, $1)',
                           line.tab, line.tab) USING line.old;
        ELSE
            SELECT string_agg(format('%I', key), ', ') INTO columns
              FROM jsonb_each(line.old)
             WHERE value IS DISTINCT FROM line.new -> key;
            EXECUTE format(
                'UPDATE %I SET (%s) = ROW(%s) FROM jsonb_populate_record(NULL::%I, $1) was'
                ' WHERE %s',
                line.tab, columns,
                (SELECT string_agg('was.' || part, ', ')
                   FROM unnest(string_to_array(columns, ', ')) part),
                line.tab, replace(fuzz_row(line.new), 'id =', quote_ident(line.tab) || '.id =')
            ) USING line.old;
        END IF;
    END LOOP;
    DELETE FROM fuzz_audit;
END $$;
DO $$
DECLARE
    line record;
BEGIN
    FOR line IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint
                 WHERE contype = 'f' AND NOT condeferrable LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY IMMEDIATE',
                       line.tab, line.conname);
    END LOOP;
END $$;
"""


class Audit:
    """The connection that looks at the database beside the server."""

    def __init__(self, database):
        self.connection = psycopg2.connect(dbname=database)
        self.connection.autocommit = True
        self.lost = 0

    def install(self):
        """Put the trigger on every table."""
        with self.connection.cursor() as cursor:
            cursor.execute(INSTALL)
            cursor.execute(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind = 'r'"
            )
            for (table,) in cursor.fetchall():
                if table not in IGNORED and not NEVER.match(table):
                    cursor.execute(
                        f'CREATE TRIGGER fuzz AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
                        " FOR EACH ROW EXECUTE FUNCTION fuzz_log()"
                    )

    def rows(self, query, *values):
        """Rows of a query as tuples."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def dicts(self, query, *values):
        """Rows of a query as dicts."""
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def changes(self):
        """What was changed since the last undo: [(table, op, old row, new row)]."""
        return self.rows("SELECT tab, op, old, new FROM fuzz_audit ORDER BY n")

    def undo(self, changes):
        """Take the changes back; what the server remembers of them is forgotten."""
        if not changes:
            return
        try:
            self.rows("SELECT fuzz_undo()")
        except psycopg2.Error as error:
            self.lost += 1
            print(f"  ! not undone: {str(error).splitlines()[0]}", flush=True)
            self.rows("WITH gone AS (DELETE FROM fuzz_audit RETURNING n) SELECT count(*) FROM gone")
        if any(CACHED.match(table) for table, *_rest in changes):
            self.forget()

    def forget(self):
        """Tell the server's caches to start again."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relname LIKE 'orm_signaling_%' AND relname <> 'orm_signaling_registry'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f'INSERT INTO "{table}" DEFAULT VALUES')


def changed_columns(old, new):
    """Names of the columns that differ, the ones Odoo keeps itself left out."""
    kept = {"write_date", "write_uid", "create_date", "create_uid", "id"}
    if old is None or new is None:
        return set()
    return {name for name, value in new.items() if old.get(name) != value} - kept


def shown(value, length=300):
    """A value as one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= length else f"{text[:length]}…"
