CREATE TABLE "block_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"sealed_data" text NOT NULL,
	"block_schema_id" uuid NOT NULL,
	"block_type_id" uuid NOT NULL,
	"is_anonymous" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "block_schemas" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"checksum" text NOT NULL,
	"fields" json NOT NULL,
	"block_type_id" uuid NOT NULL,
	"capabilities" text[] NOT NULL,
	"version" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "block_types" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"logo_url" text,
	"documentation_url" text,
	"description" text,
	"code_example" text,
	"is_protected" boolean DEFAULT false NOT NULL,
	CONSTRAINT "block_types_name_unique" UNIQUE("name"),
	CONSTRAINT "block_types_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "cached_results" (
	"key" text PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"value" json,
	"expires_at" timestamp (6) with time zone,
	"task_run_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "concurrency_limits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"tag" text NOT NULL,
	"concurrency_limit" integer NOT NULL,
	CONSTRAINT "concurrency_limits_tag_unique" UNIQUE("tag")
);
--> statement-breakpoint
CREATE TABLE "concurrency_slots" (
	"tag" text NOT NULL,
	"task_run_id" uuid NOT NULL,
	"flow_run_id" uuid NOT NULL,
	"workflow_id" text NOT NULL,
	"position" bigint NOT NULL,
	"granted" boolean DEFAULT false NOT NULL,
	"lease_expires_at" timestamp (6) with time zone,
	CONSTRAINT "concurrency_slots_tag_task_run_id_pk" PRIMARY KEY("tag","task_run_id")
);
--> statement-breakpoint
CREATE TABLE "variables" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"value" json,
	"tags" text[] NOT NULL,
	CONSTRAINT "variables_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "block_documents" ADD CONSTRAINT "block_documents_block_schema_id_block_schemas_id_fk" FOREIGN KEY ("block_schema_id") REFERENCES "public"."block_schemas"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_documents" ADD CONSTRAINT "block_documents_block_type_id_block_types_id_fk" FOREIGN KEY ("block_type_id") REFERENCES "public"."block_types"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block_schemas" ADD CONSTRAINT "block_schemas_block_type_id_block_types_id_fk" FOREIGN KEY ("block_type_id") REFERENCES "public"."block_types"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "block_documents_type_name" ON "block_documents" USING btree ("block_type_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "block_schemas_checksum_version" ON "block_schemas" USING btree ("checksum","version");--> statement-breakpoint
CREATE INDEX "block_schemas_type" ON "block_schemas" USING btree ("block_type_id","created" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "cached_results_expiry" ON "cached_results" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "concurrency_slots_line" ON "concurrency_slots" USING btree ("tag","position");--> statement-breakpoint
CREATE INDEX "concurrency_slots_task_run" ON "concurrency_slots" USING btree ("task_run_id");