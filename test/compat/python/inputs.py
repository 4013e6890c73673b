"""A run input sent from Python reaches a flow of ours. The arguments are the run's id and the text."""

import sys

from prefect.input import send_input

send_input(sys.argv[2], flow_run_id=sys.argv[1])
