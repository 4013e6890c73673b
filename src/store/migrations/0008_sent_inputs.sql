CREATE INDEX "mailbox_inputs_sender" ON "mailbox_inputs" USING hash ("sender");--> statement-breakpoint
CREATE INDEX "run_inputs_sender" ON "run_inputs" USING hash ("sender");