CREATE TABLE "mailbox_inputs" (
	"mailbox_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"key" text NOT NULL,
	"value" text,
	"sender" text,
	CONSTRAINT "mailbox_inputs_mailbox_id_position_pk" PRIMARY KEY("mailbox_id","position")
);
--> statement-breakpoint
CREATE TABLE "mailboxes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"expires_at" timestamp (6) with time zone NOT NULL,
	"last_position" bigint DEFAULT 0 NOT NULL,
	"held_count" integer DEFAULT 0 NOT NULL,
	"held_bytes" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_inboxes" (
	"flow_run_id" uuid PRIMARY KEY NOT NULL,
	"unread_count" integer NOT NULL,
	"unread_bytes" bigint NOT NULL,
	"sent_count" bigint NOT NULL,
	"sent_bytes" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mailbox_inputs" ADD CONSTRAINT "mailbox_inputs_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_inboxes" ADD CONSTRAINT "run_inboxes_flow_run_id_flow_runs_id_fk" FOREIGN KEY ("flow_run_id") REFERENCES "public"."flow_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "mailbox_inputs_key" ON "mailbox_inputs" USING btree ("mailbox_id","key");--> statement-breakpoint
CREATE INDEX "mailboxes_expiry" ON "mailboxes" USING btree ("expires_at");