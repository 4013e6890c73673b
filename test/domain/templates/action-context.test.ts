// What templates of actions see, with the promises of the documentation that the reference does not keep.
import { describe, expect, test } from 'vitest';
import { actionVariables, type ActionContextDocument } from '../../../src/domain/templates/action-context.js';
import { renderTemplate } from '../../../src/domain/templates/render.js';
import { TemplateError } from '../../../src/domain/templates/template-error.js';

const NOW = Date.UTC(2024, 2, 1, 12, 5);

const orderCreated: ActionContextDocument = {
  automation: {
    id: '00000000-0000-4000-8000-0000000000bb',
    name: 'Orders',
    trigger: { type: 'event', expect: ['order.created'], within: 90 },
  },
  event: {
    id: '00000000-0000-4000-8000-0000000000aa',
    occurred: '2024-03-01T12:00:00Z',
    received: '2024-03-01T12:00:01.5Z',
    event: 'order.created',
    resource: { 'prefect.resource.id': 'order.42', 'prefect.resource.name': 'Order 42', shop: 'eu' },
    related: [{ 'prefect.resource.id': 'prefect.flow.f1', 'prefect.resource.role': 'flow' }],
    payload: { total: 12.5 },
  },
  triggering_labels: { shop: 'eu', 'shop.region': 'west' },
  objects: {
    flow_run: {
      id: '00000000-0000-4000-8000-0000000000cc',
      name: 'laughing-lion',
      tags: ['a', 'b'],
      start_time: '2024-03-01T11:00:00Z',
      state: { name: 'Failed', type: 'FAILED' },
    },
    deployment: { id: '00000000-0000-4000-8000-0000000000dd', name: 'nightly', parameters: { k: 1 } },
    work_pool: { id: '00000000-0000-4000-8000-0000000000ee', name: 'pool' },
    work_queue: null,
  },
  variables: { region: 'eu-west-1' },
};

const render = (template: string, document = orderCreated, uiUrl: string | undefined = 'http://localhost:4200') =>
  renderTemplate(template, { variables: actionVariables(document, uiUrl), nowMs: NOW, uiUrl });

describe('an event', () => {
  test.each([
    [
      '{% for label, value in event.resource %}{{ label }}={{ value }};{% endfor %}',
      'prefect.resource.id=order.42;prefect.resource.name=Order 42;shop=eu;',
    ],
    ['{{ event.resource.id }} {{ event.resource.name }} {{ event.resource.shop }}', 'order.42 Order 42 eu'],
    [
      '{{ event.id | tojson }} {{ event.occurred | tojson }}',
      '"00000000-0000-4000-8000-0000000000aa" "2024-03-01T12:00:00Z"',
    ],
    ['{{ event.occurred.strftime("%A %d %B, %I:%M %p") }}', 'Friday 01 March, 12:00 PM'],
    ['{{ event.occurred | humanize_naturaltime }}', '5 minutes ago'],
    ['{{ event.received - event.occurred }}', '0:00:01.500000'],
    ['{{ event.received > event.occurred }}', 'True'],
    ['{{ automation.trigger.expect is sequence }} {{ automation.trigger.expect is iterable }}', 'False True'],
    ['{{ event.received.isoformat(timespec="milliseconds") }}', '2024-03-01T12:00:01.500+00:00'],
    ['{{ event.received.isoformat(" ", "minutes") }}', '2024-03-01 12:00+00:00'],
    [
      '{{ event.occurred.isocalendar() }} {{ event.occurred.isocalendar()[1] }} {{ event.occurred.isocalendar().week }}',
      'datetime.IsoCalendarDate(year=2024, week=9, weekday=5) 9 9',
    ],
    ['{{ event.occurred.timetuple().tm_yday }} {{ event.occurred.date().timetuple().tm_isdst }}', '61 -1'],
    ['{{ event.occurred.tzname() }} {{ event.occurred.dst() }} {{ event.occurred.fold }}', 'UTC 0:00:00 0'],
    ['{{ event.occurred.in_timezone("Europe/Berlin") }}', '2024-03-01 13:00:00+01:00'],
    ['{{ event.occurred.in_tz("-05:30").strftime("%H:%M %z") }}', '06:30 -0530'],
    ['{{ event.occurred.in_tz("Europe/Berlin").astimezone() }}', '2024-03-01 12:00:00+00:00'],
    [
      '{{ event.occurred.add(months=-1, days=1) }} {{ event.occurred.subtract(hours=13).date() }}',
      '2024-02-02 12:00:00+00:00 2024-02-29',
    ],
    ['{{ event.occurred.naive() }} {{ event.occurred.replace(tzinfo=none).tzinfo }}', '2024-03-01 12:00:00 None'],
    ['{{ event.occurred.date().strftime("%H:%M%z") }} {{ event.occurred.time().strftime("%Y") }}', '00:00 1900'],
    ['{{ event.occurred.date().hour is defined }} {{ event.occurred.time().year is defined }}', 'False False'],
    ['{{ event.occurred.date() == event.received.date() }}', 'True'],
    ['{{ event.occurred.date() == event.occurred }} {{ event.occurred.naive() == event.occurred }}', 'False False'],
    ['{{ event.occurred.date() | humanize_naturaltime }}', '2024-03-01'],
    ['{{ event.occurred.time().isoformat("minutes") }} {{ event.occurred.timetz() }}', '12:00 12:00:00+00:00'],
    ['{{ event.occurred.strftime("%l %k %P %g") }}', '12 12 pm 24'],
    ['{{ automation.trigger.posture }} {{ automation.trigger.posture | upper }}', 'Posture.Reactive REACTIVE'],
    ['{{ automation.trigger.posture.lower() }} {{ (automation.trigger.posture | string)[:5] }}', 'reactive React'],
    ['{{ event.id.urn }} {{ event.id.int }}', 'urn:uuid:00000000-0000-4000-8000-0000000000aa 302240678275694148452522'],
    ['{{ event.resource_in_role.flow.id }} {{ event.resources_in_role["none"] }}', 'prefect.flow.f1 []'],
    ['{{ event.find_resource_label("related:flow:prefect.resource.id") }}', 'prefect.flow.f1'],
    ['{{ event.url }}', 'http://localhost:4200/events/event/2024-03-01/00000000-0000-4000-8000-0000000000aa'],
    ['{{ (event | tojson | length) > 300 }}', 'True'],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));
});

describe('labels, automation and firing', () => {
  test.each([
    ['{{ labels.shop }} {{ labels.shop.region }} {{ labels["shop.region"] }}', 'eu west west'],
    ['{% if labels.shop == "eu" and labels.shop %}yes{% endif %}{% if labels.nope %}no{% endif %}', 'yes'],
    ['{{ automation.trigger.expect | tojson }} {{ automation.trigger.within }}', '["order.created"] 0:01:30'],
    ['{{ automation | ui_url }}', 'http://localhost:4200/automations/automation/00000000-0000-4000-8000-0000000000bb'],
    [
      '{{ firing.triggering_labels }} {{ firings | length }} {{ events | length }}',
      "{'shop': 'eu', 'shop.region': 'west'} 1 1",
    ],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));

  test('without an event the rest is there', () => {
    expect(render('[{{ event.id }}]{{ event }} {{ events }}', { ...orderCreated, event: null })).toBe('[]None []');
  });

  test('the events behind a composite are all there, the last hundred at most', () => {
    const firing = {
      triggering_firings: [{ triggering_event: orderCreated.event }, { triggering_event: orderCreated.event }],
    };
    expect(render('{{ firings | length }} {{ events | length }}', { ...orderCreated, firing })).toBe('3 2');
    const events = Array.from({ length: 120 }, (_, index) => ({ ...orderCreated.event, event: `e${index}` }));
    expect(
      render('{{ events | length }} {{ events | map(attribute="event") | first }}', { ...orderCreated, events }),
    ).toBe('100 e20');
  });
});

describe('platform objects', () => {
  test.each([
    [
      '{{ flow_run.name }} {{ flow_run.state.name }} {{ flow_run.tags }} {{ flow_run.start_time.hour }}',
      "laughing-lion Failed ['a', 'b'] 11",
    ],
    ['{{ flow_run | ui_url }}', 'http://localhost:4200/runs/flow-run/00000000-0000-4000-8000-0000000000cc'],
    [
      '{{ deployment | ui_url }} {{ deployment.parameters }}',
      "http://localhost:4200/deployments/deployment/00000000-0000-4000-8000-0000000000dd {'k': 1}",
    ],
    ['{{ work_pool | ui_url }} [{{ work_pool.last_polled }}]', 'http://localhost:4200/work-pools/work-pool/pool []'],
    [
      '{{ flow_run | ui_resource_events_url }}',
      'http://localhost:4200/events?resource=prefect.flow-run.00000000-0000-4000-8000-0000000000cc',
    ],
    ['{{ work_queue }} [{{ work_queue.name }}] {{ variables.region }}', 'None [] eu-west-1'],
    ['[{{ task_run }}]', '[]'],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected));
});

test.each([
  ['{{ automation.trigger | tojson }}', /"match": \{\}, "match_related": \{\}/],
  ['{{ automation.trigger.match | length }} {{ "some" if automation.trigger.match else "none" }}', /^0 none$/],
  ['{{ event.resource.items() == event.resource.items() }}', /^True$/],
  ['{{ event.occurred.ctime() }} {{ event.occurred.toordinal() }}', /^Fri Mar {2}1 12:00:00 2024 738946$/],
  ['{{ event.occurred.replace(hour=1) }} {{ event.occurred.utcoffset() }}', /^2024-03-01 01:00:00\+00:00 0:00:00$/],
  ["{{ automation.trigger.posture | length }} {{ 'React' in automation.trigger.posture }}", /^8 True$/],
])('%s', (template, expected) => {
  expect(render(template)).toMatch(expected);
});

test('what has the wrong shape is refused where the reference refuses it', () => {
  for (const template of ['{{ event.occurred.replace(day=40) }}', '{{ nope | humanize_naturalday }}'])
    expect(() => render(template)).toThrow();
});

test.each([
  '{{ event.occurred.date() > event.occurred }}',
  '{{ event.occurred - event.occurred.date() }}',
  '{{ event.occurred.naive() < event.occurred }}',
  '{{ event.occurred.isoformat(timespec="days") }}',
  '{{ event.occurred.in_timezone("Nowhere/City") }}',
  '{{ event.occurred.add(years=9000) }}',
  '{{ event.occurred.replace(month=13) }}',
  '{{ event.occurred.date().timestamp() }}',
])('%s fails', (template) => {
  expect(() => render(template)).toThrow(TemplateError);
});

test("the event's own resource stands in no role", () => {
  const event = { ...orderCreated.event, resource: { 'prefect.resource.id': 'x', 'prefect.resource.role': 'self' } };
  expect(render('{{ event.resource.role }}|{{ event.related[0].role }}', { ...orderCreated, event })).toBe('|flow');
});
