CREATE TABLE "agentpod"."alert_outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."alert_outbox_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text,
	"receiver" text NOT NULL,
	"key" text NOT NULL,
	"notice" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"error" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agentpod"."alerts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text,
	"key" text NOT NULL,
	"type" text NOT NULL,
	"severity" text NOT NULL,
	"subject" text NOT NULL,
	"message" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"fired_at" timestamp with time zone DEFAULT now() NOT NULL,
	"told_at" timestamp with time zone DEFAULT now() NOT NULL,
	"repeats" integer DEFAULT 0 NOT NULL,
	"receivers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "alert_outbox_tenant_id_idx" ON "agentpod"."alert_outbox" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "alert_outbox_waiting_idx" ON "agentpod"."alert_outbox" USING btree ("receiver","key","order") WHERE "agentpod"."alert_outbox"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "alert_outbox_ended_at_idx" ON "agentpod"."alert_outbox" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "alerts_tenant_id_idx" ON "agentpod"."alerts" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_firing_key" ON "agentpod"."alerts" USING btree ("key") WHERE "agentpod"."alerts"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "alerts_resolved_at_idx" ON "agentpod"."alerts" USING btree ("resolved_at");
--> statement-breakpoint
-- Who may see and do what; see 0001_isolation.sql.
GRANT SELECT, INSERT, UPDATE, DELETE ON agentpod.alerts, agentpod.alert_outbox TO agentpod_engine;
--> statement-breakpoint
-- A tenant sees what is wrong with its own, not whom the operator tells.
GRANT SELECT (id, tenant_id, key, type, severity, subject, message, since, fired_at, told_at, repeats, resolved_at)
  ON agentpod.alerts TO agentpod_tenant;
--> statement-breakpoint
GRANT SELECT (tenant_id) ON agentpod.alert_outbox TO agentpod_tenant;
--> statement-breakpoint
ALTER TABLE agentpod.alerts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE agentpod.alerts FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON agentpod.alerts TO agentpod_tenant
  USING (tenant_id = (SELECT current_setting('agentpod.tenant_id', true)))
  WITH CHECK (tenant_id = (SELECT current_setting('agentpod.tenant_id', true)));
--> statement-breakpoint
CREATE POLICY engine ON agentpod.alerts TO agentpod_engine USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE agentpod.alert_outbox ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE agentpod.alert_outbox FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON agentpod.alert_outbox TO agentpod_tenant
  USING (tenant_id = (SELECT current_setting('agentpod.tenant_id', true)))
  WITH CHECK (tenant_id = (SELECT current_setting('agentpod.tenant_id', true)));
--> statement-breakpoint
CREATE POLICY engine ON agentpod.alert_outbox TO agentpod_engine USING (true) WITH CHECK (true);
