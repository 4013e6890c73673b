#!/bin/sh
# Makes the databases of a Temporal server and brings their tables up to date. Doing it again changes nothing, so it runs
# at every start and follows the server's version.
set -eu

for database in temporal:temporal temporal_visibility:visibility; do
  name=${database%%:*}
  schema=/etc/temporal/schema/postgresql/v12/${database##*:}/versioned
  tool="temporal-sql-tool --plugin $SQL_PLUGIN --ep $SQL_HOST -p $SQL_PORT -u $SQL_USER --db $name"
  # The password comes by SQL_PASSWORD, never on a command line.
  $tool create
  $tool setup-schema -v 0.0 || echo "$name has its tables already"
  $tool update-schema -d "$schema"
done
