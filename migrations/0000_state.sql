CREATE TABLE "agentpod"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"time" timestamp with time zone DEFAULT now() NOT NULL,
	"tenant_id" text,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text,
	"plan_fingerprint" text,
	"result" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agentpod"."events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"time" timestamp with time zone DEFAULT now() NOT NULL,
	"tenant_id" text,
	"tenant_name" text GENERATED ALWAYS AS (split_part(subject, '/', 2)) STORED,
	"subject" text NOT NULL,
	"type" text NOT NULL,
	"reason" text NOT NULL,
	"message" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agentpod"."housekeeping" (
	"task" text PRIMARY KEY NOT NULL,
	"last_run" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agentpod"."master_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agentpod"."pods" (
	"uid" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"applied" jsonb,
	"deletion_policy" text DEFAULT 'retain' NOT NULL,
	"conditions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pods_tenant_id_name_key" UNIQUE("tenant_id","name"),
	CONSTRAINT "pods_tenant_id_uid_key" UNIQUE("tenant_id","uid")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."port_leases" (
	"port" integer PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"pod_uid" text NOT NULL,
	CONSTRAINT "port_leases_pod_key" UNIQUE("tenant_id","pod_uid")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."secrets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "agentpod"."secrets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" text NOT NULL,
	"pod_uid" text,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"key_version" integer NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"fingerprint" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"rotated_at" timestamp with time zone,
	CONSTRAINT "secrets_place_key" UNIQUE NULLS NOT DISTINCT("tenant_id","pod_uid","name","version")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."tenant_keys" (
	"tenant_id" text NOT NULL,
	"version" integer NOT NULL,
	"master_key_id" text NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_keys_pkey" PRIMARY KEY("tenant_id","version")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."tenants" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"subnet" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_name_key" UNIQUE("name"),
	CONSTRAINT "tenants_subnet_key" UNIQUE("subnet"),
	CONSTRAINT "tenants_tenant_id_check" CHECK ("agentpod"."tenants"."tenant_id" <> '')
);
--> statement-breakpoint
ALTER TABLE "agentpod"."pods" ADD CONSTRAINT "pods_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "agentpod"."tenants"("tenant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."port_leases" ADD CONSTRAINT "port_leases_pod_fkey" FOREIGN KEY ("tenant_id","pod_uid") REFERENCES "agentpod"."pods"("tenant_id","uid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."secrets" ADD CONSTRAINT "secrets_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "agentpod"."tenants"("tenant_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."secrets" ADD CONSTRAINT "secrets_pod_fkey" FOREIGN KEY ("tenant_id","pod_uid") REFERENCES "agentpod"."pods"("tenant_id","uid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."secrets" ADD CONSTRAINT "secrets_key_fkey" FOREIGN KEY ("tenant_id","key_version") REFERENCES "agentpod"."tenant_keys"("tenant_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."tenant_keys" ADD CONSTRAINT "tenant_keys_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "agentpod"."tenants"("tenant_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."tenant_keys" ADD CONSTRAINT "tenant_keys_master_key_id_fkey" FOREIGN KEY ("master_key_id") REFERENCES "agentpod"."master_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_tenant_id_idx" ON "agentpod"."audit" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "audit_time_idx" ON "agentpod"."audit" USING btree ("time");--> statement-breakpoint
CREATE INDEX "events_tenant_id_idx" ON "agentpod"."events" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "events_tenant_name_idx" ON "agentpod"."events" USING btree ("tenant_name","id");--> statement-breakpoint
CREATE INDEX "events_subject_idx" ON "agentpod"."events" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "events_time_idx" ON "agentpod"."events" USING btree ("time");