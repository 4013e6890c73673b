CREATE TABLE "deployment_schedules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"deployment_id" uuid NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "deployment_schedules_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"schedule" json NOT NULL,
	"active" boolean NOT NULL,
	"max_scheduled_runs" integer,
	"parameters" json NOT NULL,
	"slug" text,
	"jitter_seconds" double precision NOT NULL,
	"catchup_seconds" double precision NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"told_revision" integer DEFAULT 0 NOT NULL,
	"extend_at" timestamp (6) with time zone,
	"planned_until" timestamp (6) with time zone
);
--> statement-breakpoint
CREATE TABLE "pool_workers" (
	"id" uuid NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"work_pool_id" uuid NOT NULL,
	"name" text NOT NULL,
	"last_heartbeat_time" timestamp (6) with time zone NOT NULL,
	"heartbeat_interval_seconds" integer NOT NULL,
	CONSTRAINT "pool_workers_work_pool_id_name_pk" PRIMARY KEY("work_pool_id","name"),
	CONSTRAINT "pool_workers_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "work_pools" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"type" text NOT NULL,
	"base_job_template" json NOT NULL,
	"storage_configuration" json NOT NULL,
	"is_paused" boolean NOT NULL,
	"concurrency_limit" integer,
	"default_queue_id" uuid,
	"ready" boolean DEFAULT false NOT NULL,
	"told_status" text,
	CONSTRAINT "work_pools_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "work_queues" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"work_pool_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"is_paused" boolean NOT NULL,
	"concurrency_limit" integer,
	"priority" integer NOT NULL,
	"last_polled" timestamp (6) with time zone,
	"told_status" text
);
--> statement-breakpoint
ALTER TABLE "deployments" ADD COLUMN "last_polled" timestamp (6) with time zone;--> statement-breakpoint
ALTER TABLE "flow_runs" ADD COLUMN "schedule_id" uuid;--> statement-breakpoint
ALTER TABLE "flow_runs" ADD COLUMN "waiting" text;--> statement-breakpoint
ALTER TABLE "deployment_schedules" ADD CONSTRAINT "deployment_schedules_deployment_id_deployments_id_fk" FOREIGN KEY ("deployment_id") REFERENCES "public"."deployments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pool_workers" ADD CONSTRAINT "pool_workers_work_pool_id_work_pools_id_fk" FOREIGN KEY ("work_pool_id") REFERENCES "public"."work_pools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_queues" ADD CONSTRAINT "work_queues_work_pool_id_work_pools_id_fk" FOREIGN KEY ("work_pool_id") REFERENCES "public"."work_pools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_schedules_slug" ON "deployment_schedules" USING btree ("deployment_id","slug");--> statement-breakpoint
CREATE INDEX "deployment_schedules_order" ON "deployment_schedules" USING btree ("deployment_id","position");--> statement-breakpoint
CREATE INDEX "deployment_schedules_untold" ON "deployment_schedules" USING btree ("id") WHERE "deployment_schedules"."revision" <> "deployment_schedules"."told_revision";--> statement-breakpoint
CREATE UNIQUE INDEX "work_queues_pool_name" ON "work_queues" USING btree ("work_pool_id","name");--> statement-breakpoint
CREATE INDEX "work_queues_name" ON "work_queues" USING btree ("name");--> statement-breakpoint
CREATE INDEX "flow_runs_waiting" ON "flow_runs" USING btree ("next_scheduled_start_time") WHERE "flow_runs"."waiting" is not null;--> statement-breakpoint
CREATE INDEX "flow_runs_schedule" ON "flow_runs" USING btree ("schedule_id","next_scheduled_start_time") WHERE "flow_runs"."waiting" is not null;--> statement-breakpoint
CREATE INDEX "flow_runs_deployment_active" ON "flow_runs" USING btree ("deployment_id") WHERE "flow_runs"."state_type" in ('PENDING', 'RUNNING', 'CANCELLING');--> statement-breakpoint
CREATE INDEX "flow_runs_pool_active" ON "flow_runs" USING btree ("work_pool_name","work_queue_name") WHERE "flow_runs"."state_type" in ('PENDING', 'RUNNING', 'CANCELLING');