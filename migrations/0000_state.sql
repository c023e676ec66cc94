CREATE TABLE "agentpod"."events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"time" timestamp with time zone DEFAULT now() NOT NULL,
	"subject" text NOT NULL,
	"type" text NOT NULL,
	"reason" text NOT NULL,
	"message" text NOT NULL
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
	"tenant_uid" text NOT NULL,
	"name" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"applied" jsonb,
	"deletion_policy" text DEFAULT 'retain' NOT NULL,
	"conditions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pods_tenant_uid_name_key" UNIQUE("tenant_uid","name")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."port_leases" (
	"port" integer PRIMARY KEY NOT NULL,
	"pod_uid" text NOT NULL,
	CONSTRAINT "port_leases_pod_uid_key" UNIQUE("pod_uid")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."secrets" (
	"pod_uid" text NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"key_id" text NOT NULL,
	"nonce" "bytea" NOT NULL,
	"ciphertext" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "secrets_pkey" PRIMARY KEY("pod_uid","name","version")
);
--> statement-breakpoint
CREATE TABLE "agentpod"."tenants" (
	"uid" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"subnet" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_name_key" UNIQUE("name"),
	CONSTRAINT "tenants_subnet_key" UNIQUE("subnet")
);
--> statement-breakpoint
ALTER TABLE "agentpod"."pods" ADD CONSTRAINT "pods_tenant_uid_fkey" FOREIGN KEY ("tenant_uid") REFERENCES "agentpod"."tenants"("uid") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."port_leases" ADD CONSTRAINT "port_leases_pod_uid_fkey" FOREIGN KEY ("pod_uid") REFERENCES "agentpod"."pods"("uid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agentpod"."secrets" ADD CONSTRAINT "secrets_pod_uid_fkey" FOREIGN KEY ("pod_uid") REFERENCES "agentpod"."pods"("uid") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_subject_id_idx" ON "agentpod"."events" USING btree ("subject","id" DESC NULLS LAST);