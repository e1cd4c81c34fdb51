"""CloudWatch of the sandbox as boto3 sees it: python cloudwatch-checks.py <check>."""
import sys
from datetime import datetime, timedelta, timezone

import boto3
from botocore.exceptions import ClientError

cw = boto3.client("cloudwatch")
DIMENSIONS = [{"Name": "Store", "Value": "S1"}]


def metrics():
    cw.put_metric_data(Namespace="Portal", MetricData=[{"MetricName": "Down", "Dimensions": DIMENSIONS, "Values": [1.0, 3.0], "Counts": [2.0, 1.0], "Unit": "Count"}])
    assert cw.list_metrics(Namespace="Portal")["Metrics"] == [{"Namespace": "Portal", "MetricName": "Down", "Dimensions": DIMENSIONS}]
    now = datetime.now(timezone.utc)
    got = cw.get_metric_statistics(Namespace="Portal", MetricName="Down", Dimensions=DIMENSIONS, StartTime=now - timedelta(minutes=10), EndTime=now + timedelta(minutes=10), Period=3600, Statistics=["Sum", "SampleCount"])["Datapoints"]
    assert [(one["Sum"], one["SampleCount"], one["Unit"]) for one in got] == [(5.0, 3.0, "Count")], got
    # more than 10 KiB
    cw.put_metric_data(Namespace="Many", MetricData=[{"MetricName": f"m{n}", "Dimensions": DIMENSIONS, "Value": n} for n in range(500)])
    assert sum(len(page["Metrics"]) for page in cw.get_paginator("list_metrics").paginate(Namespace="Many")) == 500


def alarms():
    cw.put_metric_alarm(AlarmName="down", Namespace="Portal", MetricName="Down", Dimensions=DIMENSIONS, Statistic="Maximum", Period=60, EvaluationPeriods=3, DatapointsToAlarm=2, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", TreatMissingData="ignore")
    cw.set_alarm_state(AlarmName="down", StateValue="ALARM", StateReason="a test")
    (alarm,) = cw.describe_alarms(AlarmNames=["down"])["MetricAlarms"]
    assert (alarm["StateValue"], alarm["StateReason"], alarm["Threshold"], alarm["TreatMissingData"]) == ("ALARM", "a test", 1.0, "ignore"), alarm
    summaries = [one["HistorySummary"] for one in cw.describe_alarm_history(AlarmName="down", HistoryItemType="StateUpdate")["AlarmHistoryItems"]]
    assert summaries == ["Alarm updated from INSUFFICIENT_DATA to ALARM"], summaries
    cw.delete_alarms(AlarmNames=["down"])
    assert cw.describe_alarms()["MetricAlarms"] == []
    try:
        cw.set_alarm_state(AlarmName="down", StateValue="OK", StateReason="gone")
        raise AssertionError("a deleted alarm took a state")
    except cw.exceptions.ResourceNotFound as error:
        assert error.response["Error"]["Code"] == "ResourceNotFound", error.response
    try:
        cw.put_metric_alarm(AlarmName="down", Namespace="Portal", MetricName="Down", Statistic="Maximum", Period=90, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold")
        raise AssertionError("a period of 90 s was taken")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ValidationError", error.response


check = sys.argv[1]
globals()[check]()
print("ok " + check)
