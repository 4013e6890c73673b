ALTER TABLE "work_pools" ADD COLUMN "told_event_id" uuid;--> statement-breakpoint
ALTER TABLE "work_pools" ADD COLUMN "told_at" timestamp (6) with time zone;