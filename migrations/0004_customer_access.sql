CREATE TABLE "agentpod"."customer_links" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."customer_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text NOT NULL,
	"pod_uid" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"redeemed_at" timestamp with time zone,
	CONSTRAINT "customer_links_digest_key" UNIQUE("tenant_id","digest")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."customer_sessions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."customer_sessions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text NOT NULL,
	"pod_uid" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	CONSTRAINT "customer_sessions_digest_key" UNIQUE("tenant_id","digest")
);
--> statement-breakpoint
ALTER TABLE "agentpod"."customer_links" ADD CONSTRAINT "customer_links_pod_fkey" FOREIGN KEY ("tenant_id","pod_uid") REFERENCES "agentpod"."pods"("tenant_id","uid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."customer_sessions" ADD CONSTRAINT "customer_sessions_pod_fkey" FOREIGN KEY ("tenant_id","pod_uid") REFERENCES "agentpod"."pods"("tenant_id","uid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_links_expires_at_idx" ON "agentpod"."customer_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "customer_sessions_expires_at_idx" ON "agentpod"."customer_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "pods_hosts_idx" ON "agentpod"."pods" USING gin (("applied" -> 'hosts'));--> statement-breakpoint
-- Who may see and do what; see 0001_isolation.sql.
GRANT SELECT, INSERT, UPDATE, DELETE ON agentpod.customer_links, agentpod.customer_sessions TO agentpod_engine;
--> statement-breakpoint
-- Links come from the vendor alone, and of one the tenant may change nothing but that it was used.
GRANT SELECT, UPDATE (redeemed_at) ON agentpod.customer_links TO agentpod_tenant;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE, UPDATE (address, last_used_at, expires_at) ON agentpod.customer_sessions TO agentpod_tenant;
--> statement-breakpoint
DO $$
DECLARE
  place text;
  own text := 'tenant_id = (SELECT current_setting(''agentpod.tenant_id'', true))';
BEGIN
  FOREACH place IN ARRAY ARRAY['customer_links', 'customer_sessions'] LOOP
    EXECUTE format('ALTER TABLE agentpod.%I ENABLE ROW LEVEL SECURITY', place);
    EXECUTE format('ALTER TABLE agentpod.%I FORCE ROW LEVEL SECURITY', place);
    EXECUTE format('CREATE POLICY tenant ON agentpod.%I TO agentpod_tenant USING (%s) WITH CHECK (%s)', place, own, own);
    EXECUTE format('CREATE POLICY engine ON agentpod.%I TO agentpod_engine USING (true) WITH CHECK (true)', place);
  END LOOP;
END
$$;
