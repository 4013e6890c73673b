CREATE TABLE "automations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"enabled" boolean NOT NULL,
	"tags" json NOT NULL,
	"trigger" json NOT NULL,
	"actions" json NOT NULL,
	"actions_on_trigger" json NOT NULL,
	"actions_on_resolve" json NOT NULL,
	"owner_resource" text,
	"since" timestamp (6) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"synced_revision" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deleted_automations" (
	"id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deployments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"flow_id" uuid NOT NULL,
	"paused" boolean NOT NULL,
	"body" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "event_outbox" (
	"position" bigint PRIMARY KEY NOT NULL,
	"received" timestamp (6) with time zone NOT NULL,
	"claimed_by" text,
	"claimed_until" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE TABLE "events" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"occurred" timestamp (6) with time zone NOT NULL,
	"received" timestamp (6) with time zone NOT NULL,
	"event" text NOT NULL,
	"resource_id" text NOT NULL,
	"resource" json NOT NULL,
	"related" json NOT NULL,
	"payload" json NOT NULL,
	"follows" uuid,
	CONSTRAINT "events_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "firing_actions" (
	"firing_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"list" text NOT NULL,
	"action" json NOT NULL,
	"idempotency_key" uuid NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"details" json NOT NULL,
	"attempts" json NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "firing_actions_firing_id_index_pk" PRIMARY KEY("firing_id","index")
);
--> statement-breakpoint
CREATE TABLE "firings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"automation_id" uuid NOT NULL,
	"automation_name" text NOT NULL,
	"triggered" timestamp (6) with time zone NOT NULL,
	"depth" integer NOT NULL,
	"firing" json NOT NULL,
	"status" text NOT NULL,
	"ended" timestamp (6) with time zone
);
--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_flow_id_flows_id_fk" FOREIGN KEY ("flow_id") REFERENCES "public"."flows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firing_actions" ADD CONSTRAINT "firing_actions_firing_id_firings_id_fk" FOREIGN KEY ("firing_id") REFERENCES "public"."firings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "automations_name" ON "automations" USING btree ("name");--> statement-breakpoint
CREATE INDEX "automations_owner" ON "automations" USING btree ("owner_resource");--> statement-breakpoint
CREATE UNIQUE INDEX "deployments_flow_name" ON "deployments" USING btree ("flow_id","name");--> statement-breakpoint
CREATE INDEX "deployments_name" ON "deployments" USING btree ("name");--> statement-breakpoint
CREATE INDEX "events_occurred" ON "events" USING btree ("occurred");--> statement-breakpoint
CREATE INDEX "events_resource" ON "events" USING btree ("resource_id","occurred");--> statement-breakpoint
CREATE INDEX "events_name" ON "events" USING btree ("event","occurred");--> statement-breakpoint
CREATE INDEX "events_received" ON "events" USING btree ("received");--> statement-breakpoint
CREATE INDEX "firings_automation" ON "firings" USING btree ("automation_id","triggered");--> statement-breakpoint
CREATE INDEX "firings_time" ON "firings" USING btree ("triggered");