CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"flow_run_id" uuid NOT NULL,
	"pause_key" text NOT NULL,
	"kind" text NOT NULL,
	"outcome" text NOT NULL,
	"actor" text,
	"decided_at" timestamp (6) with time zone NOT NULL,
	"paused_at" timestamp (6) with time zone NOT NULL,
	"answer" json,
	"schema" json,
	"initial_data" json,
	"description" text,
	"idempotency_key" text
);
--> statement-breakpoint
CREATE TABLE "flow_run_states" (
	"id" uuid PRIMARY KEY NOT NULL,
	"flow_run_id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"timestamp" timestamp (6) with time zone NOT NULL,
	"message" text,
	"data" json,
	"state_details" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "flow_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"flow_id" uuid NOT NULL,
	"state_id" uuid,
	"state_type" text,
	"state_name" text,
	"state_timestamp" timestamp (6) with time zone,
	"deployment_id" uuid,
	"deployment_version" text,
	"work_queue_id" uuid,
	"work_queue_name" text,
	"work_pool_id" uuid,
	"work_pool_name" text,
	"flow_version" text,
	"parameters" json NOT NULL,
	"idempotency_key" text,
	"context" json NOT NULL,
	"empirical_policy" json NOT NULL,
	"tags" text[] NOT NULL,
	"labels" json NOT NULL,
	"parent_task_run_id" uuid,
	"run_count" integer DEFAULT 0 NOT NULL,
	"expected_start_time" timestamp (6) with time zone,
	"next_scheduled_start_time" timestamp (6) with time zone,
	"start_time" timestamp (6) with time zone,
	"end_time" timestamp (6) with time zone,
	"total_run_time" double precision DEFAULT 0 NOT NULL,
	"auto_scheduled" boolean DEFAULT false NOT NULL,
	"infrastructure_document_id" uuid,
	"infrastructure_pid" text,
	"created_by" json,
	"job_variables" json,
	"workflow_id" text,
	"task_queue" text,
	"workflow_type" text,
	"record_sequence" bigint DEFAULT -1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "flows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"tags" text[] NOT NULL,
	"labels" json NOT NULL,
	CONSTRAINT "flows_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "logs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "logs_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"level" integer NOT NULL,
	"message" text NOT NULL,
	"timestamp" timestamp (6) with time zone NOT NULL,
	"flow_run_id" uuid,
	"task_run_id" uuid
);
--> statement-breakpoint
CREATE TABLE "run_inputs" (
	"id" uuid NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "run_inputs_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"flow_run_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"sender" text,
	CONSTRAINT "run_inputs_flow_run_id_key_pk" PRIMARY KEY("flow_run_id","key"),
	CONSTRAINT "run_inputs_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "served_flows" (
	"task_queue" text NOT NULL,
	"name" text NOT NULL,
	"workflow_type" text NOT NULL,
	"description" text,
	"version" text,
	"parameter_schema" json,
	"retries" integer NOT NULL,
	"retry_delay_seconds" double precision NOT NULL,
	"registered" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "served_flows_task_queue_name_pk" PRIMARY KEY("task_queue","name")
);
--> statement-breakpoint
CREATE TABLE "task_run_states" (
	"id" uuid PRIMARY KEY NOT NULL,
	"task_run_id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"timestamp" timestamp (6) with time zone NOT NULL,
	"message" text,
	"data" json,
	"state_details" json NOT NULL,
	"cache_key" text
);
--> statement-breakpoint
CREATE TABLE "task_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"flow_run_id" uuid,
	"task_key" text NOT NULL,
	"dynamic_key" text NOT NULL,
	"cache_key" text,
	"cache_expiration" timestamp (6) with time zone,
	"task_version" text,
	"empirical_policy" json NOT NULL,
	"tags" text[] NOT NULL,
	"labels" json NOT NULL,
	"state_id" uuid,
	"state_type" text,
	"state_name" text,
	"state_timestamp" timestamp (6) with time zone,
	"task_inputs" json NOT NULL,
	"run_count" integer DEFAULT 0 NOT NULL,
	"flow_run_run_count" integer DEFAULT 0 NOT NULL,
	"expected_start_time" timestamp (6) with time zone,
	"next_scheduled_start_time" timestamp (6) with time zone,
	"start_time" timestamp (6) with time zone,
	"end_time" timestamp (6) with time zone,
	"total_run_time" double precision DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_flow_run_id_flow_runs_id_fk" FOREIGN KEY ("flow_run_id") REFERENCES "public"."flow_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flow_run_states" ADD CONSTRAINT "flow_run_states_flow_run_id_flow_runs_id_fk" FOREIGN KEY ("flow_run_id") REFERENCES "public"."flow_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flow_runs" ADD CONSTRAINT "flow_runs_flow_id_flows_id_fk" FOREIGN KEY ("flow_id") REFERENCES "public"."flows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inputs" ADD CONSTRAINT "run_inputs_flow_run_id_flow_runs_id_fk" FOREIGN KEY ("flow_run_id") REFERENCES "public"."flow_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_run_states" ADD CONSTRAINT "task_run_states_task_run_id_task_runs_id_fk" FOREIGN KEY ("task_run_id") REFERENCES "public"."task_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_runs" ADD CONSTRAINT "task_runs_flow_run_id_flow_runs_id_fk" FOREIGN KEY ("flow_run_id") REFERENCES "public"."flow_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "decisions_run" ON "decisions" USING btree ("flow_run_id","decided_at");--> statement-breakpoint
CREATE INDEX "flow_run_states_run" ON "flow_run_states" USING btree ("flow_run_id","timestamp");--> statement-breakpoint
CREATE UNIQUE INDEX "flow_runs_flow_idempotency_key" ON "flow_runs" USING btree ("flow_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "flow_runs_state_type" ON "flow_runs" USING btree ("state_type");--> statement-breakpoint
CREATE INDEX "flow_runs_unfinished" ON "flow_runs" USING btree ("state_timestamp") WHERE "flow_runs"."state_type" not in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED');--> statement-breakpoint
CREATE INDEX "flow_runs_state_name" ON "flow_runs" USING btree ("state_name");--> statement-breakpoint
CREATE INDEX "flow_runs_name" ON "flow_runs" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "flow_runs_deployment" ON "flow_runs" USING btree ("deployment_id","id");--> statement-breakpoint
CREATE INDEX "flow_runs_parent_task_run" ON "flow_runs" USING btree ("parent_task_run_id");--> statement-breakpoint
CREATE INDEX "flow_runs_workflow" ON "flow_runs" USING btree ("workflow_id");--> statement-breakpoint
CREATE INDEX "flow_runs_tags" ON "flow_runs" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "flow_runs_start" ON "flow_runs" USING btree (coalesce("start_time", "expected_start_time") desc nulls last,"id");--> statement-breakpoint
CREATE INDEX "flow_runs_expected_start" ON "flow_runs" USING btree ("expected_start_time" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "flow_runs_next_start" ON "flow_runs" USING btree ("next_scheduled_start_time","id");--> statement-breakpoint
CREATE INDEX "flow_runs_end" ON "flow_runs" USING btree ("end_time" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "flows_tags" ON "flows" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "flows_created" ON "flows" USING btree ("created" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "logs_flow_run" ON "logs" USING btree ("flow_run_id","timestamp","position");--> statement-breakpoint
CREATE INDEX "logs_task_run" ON "logs" USING btree ("task_run_id","timestamp");--> statement-breakpoint
CREATE INDEX "logs_timestamp" ON "logs" USING btree ("timestamp","position");--> statement-breakpoint
CREATE INDEX "run_inputs_order" ON "run_inputs" USING btree ("flow_run_id","created","position");--> statement-breakpoint
CREATE INDEX "served_flows_name" ON "served_flows" USING btree ("name");--> statement-breakpoint
CREATE INDEX "task_run_states_run" ON "task_run_states" USING btree ("task_run_id","timestamp");--> statement-breakpoint
CREATE INDEX "task_run_states_cache" ON "task_run_states" USING btree ("cache_key","timestamp" DESC NULLS LAST) WHERE "task_run_states"."type" = 'COMPLETED' and "task_run_states"."cache_key" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "task_runs_call" ON "task_runs" USING btree ("flow_run_id","task_key","dynamic_key");--> statement-breakpoint
CREATE INDEX "task_runs_name" ON "task_runs" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "task_runs_state_type" ON "task_runs" USING btree ("state_type");--> statement-breakpoint
CREATE INDEX "task_runs_state_name" ON "task_runs" USING btree ("state_name");--> statement-breakpoint
CREATE INDEX "task_runs_tags" ON "task_runs" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "task_runs_expected_start" ON "task_runs" USING btree ("expected_start_time" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "task_runs_next_start" ON "task_runs" USING btree ("next_scheduled_start_time","id");--> statement-breakpoint
CREATE INDEX "task_runs_end" ON "task_runs" USING btree ("end_time" DESC NULLS LAST,"id");