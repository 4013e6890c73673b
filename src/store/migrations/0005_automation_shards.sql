ALTER TABLE "automations" ADD COLUMN "shards" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "automations" ADD COLUMN "most_shards" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "deleted_automations" ADD COLUMN "most_shards" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "events_follows" ON "events" USING btree ("follows");