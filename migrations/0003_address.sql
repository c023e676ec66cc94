ALTER TABLE "agentpod"."pods" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "agentpod"."pods" ADD CONSTRAINT "pods_tenant_id_address_key" UNIQUE("tenant_id","address");
