CREATE TABLE "agentpod"."leadership" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"epoch" bigint NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "leadership_one_check" CHECK ("agentpod"."leadership"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "agentpod"."waits" (
	"subject" text PRIMARY KEY NOT NULL,
	"wish" text NOT NULL,
	"heals" integer NOT NULL,
	"last_heal_at" timestamp with time zone,
	"failures" integer NOT NULL,
	"failure" text,
	"not_before" timestamp with time zone
);

--> statement-breakpoint
-- Who may see and do what; see 0001_isolation.sql. Nothing here is for tenants.
GRANT SELECT, INSERT, UPDATE ON agentpod.leadership TO agentpod_engine;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON agentpod.waits TO agentpod_engine;
