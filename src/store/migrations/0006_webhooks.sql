CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created" timestamp (6) with time zone NOT NULL,
	"updated" timestamp (6) with time zone NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"template" text NOT NULL,
	"enabled" boolean NOT NULL,
	"verification" text NOT NULL,
	"slug_digest" text NOT NULL,
	"sealed_slug" text NOT NULL,
	"sealed_secret" text,
	CONSTRAINT "webhooks_name_unique" UNIQUE("name"),
	CONSTRAINT "webhooks_slug_digest_unique" UNIQUE("slug_digest")
);
