CREATE TABLE "agentpod"."api_tokens" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."api_tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_tokens_name_key" UNIQUE("name"),
	CONSTRAINT "api_tokens_digest_key" UNIQUE("digest"),
	CONSTRAINT "api_tokens_role_check" CHECK (("agentpod"."api_tokens"."role" = 'tenant') = ("agentpod"."api_tokens"."tenant_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "agentpod"."api_tokens" ADD CONSTRAINT "api_tokens_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "agentpod"."tenants"("tenant_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_tokens_tenant_id_idx" ON "agentpod"."api_tokens" USING btree ("tenant_id");
--> statement-breakpoint
-- Who may see and do what; see 0001_isolation.sql.
GRANT SELECT, INSERT, DELETE ON agentpod.api_tokens TO agentpod_engine;
--> statement-breakpoint
-- A tenant may know what tokens there are for it, never a digest.
GRANT SELECT (tenant_id, name, role, created_at) ON agentpod.api_tokens TO agentpod_tenant;
--> statement-breakpoint
ALTER TABLE agentpod.api_tokens ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE agentpod.api_tokens FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON agentpod.api_tokens TO agentpod_tenant
  USING (tenant_id = (SELECT current_setting('agentpod.tenant_id', true)))
  WITH CHECK (tenant_id = (SELECT current_setting('agentpod.tenant_id', true)));
--> statement-breakpoint
CREATE POLICY engine ON agentpod.api_tokens TO agentpod_engine USING (true) WITH CHECK (true);
