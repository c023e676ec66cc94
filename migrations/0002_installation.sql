CREATE TABLE "agentpod"."installation" (
	"instance" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
GRANT SELECT, INSERT ON agentpod.installation TO agentpod_engine;
