CREATE TABLE "agentpod"."administrator" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"password_hash" text,
	"setup_digest" "bytea",
	"setup_expires_at" timestamp with time zone,
	CONSTRAINT "administrator_id_check" CHECK ("agentpod"."administrator"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "agentpod"."administrator_sessions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."administrator_sessions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"digest" "bytea" NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	CONSTRAINT "administrator_sessions_digest_key" UNIQUE("digest")
);
--> statement-breakpoint
CREATE INDEX "administrator_sessions_expires_at_idx" ON "agentpod"."administrator_sessions" USING btree ("expires_at");
--> statement-breakpoint
-- No tenant has a policy or a grant here; see 0001_isolation.sql.
GRANT SELECT, INSERT, UPDATE ON agentpod.administrator TO agentpod_engine;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON agentpod.administrator_sessions TO agentpod_engine;
