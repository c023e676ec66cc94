CREATE TABLE "agentpod"."administrator_factor" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"master_key_id" text NOT NULL,
	"key_nonce" "bytea" NOT NULL,
	"key_ciphertext" "bytea" NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"last_step" bigint NOT NULL,
	CONSTRAINT "administrator_factor_id_check" CHECK ("agentpod"."administrator_factor"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "agentpod"."administrator_factor" ADD CONSTRAINT "administrator_factor_master_key_id_fkey" FOREIGN KEY ("master_key_id") REFERENCES "agentpod"."master_keys"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- No tenant has a policy or a grant here; see 0001_isolation.sql.
GRANT SELECT, INSERT, UPDATE, DELETE ON agentpod.administrator_factor TO agentpod_engine;
