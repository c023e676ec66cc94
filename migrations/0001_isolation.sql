-- Who may see and do what. Written by hand; docs/decisions/0010-tenant-isolation.md says why.
--
-- Three roles: the owner (whoever migrates), agentpod_engine (the reconciler: all tenants, by explicit
-- policies) and agentpod_tenant (one tenant, chosen for one transaction). FORCE binds the owner too:
-- a later migration that changes rows has to say NO FORCE and FORCE again around that.

-- Roles belong to the whole cluster: another database, or a migration running there right now, may
-- have made them already.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['agentpod_engine', 'agentpod_tenant'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS', wanted);
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
          RAISE EXCEPTION 'the role % is missing, and % may not create it', wanted, current_user
            USING ERRCODE = 'insufficient_privilege', HINT = format(
              'have an administrator run: create role agentpod_engine; create role agentpod_tenant; grant agentpod_engine, agentpod_tenant to %I with inherit false, set true',
              current_user);
      END;
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted AND (rolsuper OR rolbypassrls)) THEN
      RAISE EXCEPTION 'the role % could pass by row-level security', wanted
        USING ERRCODE = 'insufficient_privilege',
          HINT = format('have an administrator run: alter role %I nosuperuser nobypassrls', wanted);
    END IF;
    IF NOT pg_catalog.pg_has_role(current_user, wanted, 'SET') THEN
      BEGIN
        EXECUTE format('GRANT %I TO CURRENT_USER WITH INHERIT FALSE, SET TRUE', wanted);
      EXCEPTION
        WHEN unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
          RAISE EXCEPTION '% may not act as the role %, which another installation made', current_user, wanted
            USING ERRCODE = 'insufficient_privilege', HINT = format(
              'have an administrator run: grant agentpod_engine, agentpod_tenant to %I with inherit false, set true',
              current_user);
      END;
    END IF;
  END LOOP;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA agentpod TO agentpod_engine, agentpod_tenant;
--> statement-breakpoint
GRANT SELECT ON agentpod.migrations TO agentpod_engine;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON agentpod.master_keys TO agentpod_engine;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON agentpod.housekeeping TO agentpod_engine;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE
  ON agentpod.tenants, agentpod.pods, agentpod.port_leases, agentpod.tenant_keys, agentpod.secrets
  TO agentpod_engine;
--> statement-breakpoint
GRANT SELECT ON agentpod.tenants, agentpod.pods, agentpod.port_leases, agentpod.tenant_keys TO agentpod_tenant;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON agentpod.secrets TO agentpod_tenant;
--> statement-breakpoint
-- Append-only: nobody but the owner may change or delete, and the owner only in the functions below.
GRANT SELECT, INSERT ON agentpod.events, agentpod.audit TO agentpod_engine, agentpod_tenant;
--> statement-breakpoint
-- The scalar sub-select is worked out once for a query, not once for a row.
DO $$
DECLARE
  place text;
  own text := 'tenant_id = (SELECT current_setting(''agentpod.tenant_id'', true))';
BEGIN
  FOREACH place IN ARRAY ARRAY['tenants', 'pods', 'port_leases', 'tenant_keys', 'secrets', 'events', 'audit'] LOOP
    EXECUTE format('ALTER TABLE agentpod.%I ENABLE ROW LEVEL SECURITY', place);
    EXECUTE format('ALTER TABLE agentpod.%I FORCE ROW LEVEL SECURITY', place);
  END LOOP;
  FOREACH place IN ARRAY ARRAY['tenants', 'pods', 'port_leases', 'tenant_keys', 'secrets'] LOOP
    EXECUTE format('CREATE POLICY tenant ON agentpod.%I TO agentpod_tenant USING (%s) WITH CHECK (%s)', place, own, own);
    EXECUTE format('CREATE POLICY engine ON agentpod.%I TO agentpod_engine USING (true) WITH CHECK (true)', place);
  END LOOP;
  -- No policy for UPDATE and DELETE: a grant made by mistake would still find no row to change.
  FOREACH place IN ARRAY ARRAY['events', 'audit'] LOOP
    EXECUTE format('CREATE POLICY tenant_reads ON agentpod.%I FOR SELECT TO agentpod_tenant USING (%s)', place, own);
    EXECUTE format('CREATE POLICY tenant_appends ON agentpod.%I FOR INSERT TO agentpod_tenant WITH CHECK (%s)', place, own);
    EXECUTE format('CREATE POLICY engine_reads ON agentpod.%I FOR SELECT TO agentpod_engine USING (true)', place);
    EXECUTE format('CREATE POLICY engine_appends ON agentpod.%I FOR INSERT TO agentpod_engine WITH CHECK (true)', place);
  END LOOP;
END
$$;
--> statement-breakpoint
-- For the retention functions, which run as the owner: FORCE would leave them nothing to see.
CREATE POLICY owner_reads ON agentpod.events FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE POLICY owner_trims ON agentpod.events FOR DELETE TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE POLICY owner_reads ON agentpod.audit FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE POLICY owner_trims ON agentpod.audit FOR DELETE TO CURRENT_USER USING (true);
--> statement-breakpoint
-- One batch: what is older than `keep`, and what a tenant has beyond its newest `most`, oldest first.
-- Counted for each tenant, so that a noisy one does not push its neighbours' events out. The floors
-- keep whoever got hold of the engine's role from wiping its traces.
CREATE FUNCTION agentpod.trim_events(keep interval, most bigint, batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH ranked AS (
    SELECT id, time, row_number() OVER (PARTITION BY tenant_id ORDER BY id DESC) AS place
    FROM agentpod.events
  ), gone AS (
    DELETE FROM agentpod.events WHERE id IN (
      SELECT id FROM ranked
      WHERE time < now() - greatest(keep, interval '1 day') OR place > greatest(most, 1000)
      ORDER BY id LIMIT batch
    ) RETURNING 1
  )
  SELECT count(*) FROM gone
$$;
--> statement-breakpoint
-- By age only: who floods the audit must not be able to flood older entries out of it.
CREATE FUNCTION agentpod.trim_audit(keep interval, batch integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH gone AS (
    DELETE FROM agentpod.audit WHERE id IN (
      SELECT id FROM agentpod.audit
      WHERE time < now() - greatest(keep, interval '30 days')
      ORDER BY time LIMIT batch
    ) RETURNING 1
  )
  SELECT count(*) FROM gone
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION agentpod.trim_events, agentpod.trim_audit FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION agentpod.trim_events, agentpod.trim_audit TO agentpod_engine;
--> statement-breakpoint
-- A follower reads on from the last id it saw. Ids are given out here and become visible at commit, so
-- writers go one after the other: else a smaller id could appear behind a follower that is past it.
CREATE FUNCTION agentpod.queue_event_writers() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1634168932, 3);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER queue_writers BEFORE INSERT ON agentpod.events
FOR EACH STATEMENT EXECUTE FUNCTION agentpod.queue_event_writers();
--> statement-breakpoint
-- Everybody may listen, whatever the policies say: so the bell rings, and says nothing.
CREATE FUNCTION agentpod.ring_event_bell() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_notify('agentpod_events', '');
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER ring_bell AFTER INSERT ON agentpod.events
FOR EACH STATEMENT EXECUTE FUNCTION agentpod.ring_event_bell();
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION agentpod.queue_event_writers, agentpod.ring_event_bell FROM PUBLIC;
