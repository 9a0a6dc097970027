// Does what a JavaScript calendar program does, and tells what it saw, in JSON.
import { createDAVClient } from 'tsdav';

const { URL_OF_SERVER, EMAIL, APP_PASSWORD } = process.env;
const VTODO = [
  {
    'comp-filter': {
      _attributes: { name: 'VCALENDAR' },
      'comp-filter': { _attributes: { name: 'VTODO' } },
    },
  },
];

function text(title, more = '') {
  return [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Tests//EN', 'BEGIN:VTODO', 'UID:tsdav-1',
    'DTSTAMP:20300101T000000Z', `SUMMARY:${title}`, ...(more ? [more] : []), 'END:VTODO',
    'END:VCALENDAR', '',
  ].join('\r\n');
}

const told = {};
const client = await createDAVClient({
  serverUrl: URL_OF_SERVER,
  credentials: { username: EMAIL, password: APP_PASSWORD },
  authMethod: 'Basic',
  defaultAccountType: 'caldav',
});
let calendars = await client.fetchCalendars();
told.calendars = calendars.map((each) => each.displayName);
told.components = calendars.map((each) => each.components);
const inbox = calendars[0];

const made = await client.createCalendarObject({
  calendar: inbox,
  filename: 'tsdav-1.ics',
  iCalString: text('Buy rope'),
  headers: { 'If-None-Match': '*' },
});
told.created = made.status;
const again = await client.createCalendarObject({
  calendar: inbox,
  filename: 'tsdav-1.ics',
  iCalString: text('Buy rope'),
});
told.createdAgain = again.status;

const fetched = () => client.fetchCalendarObjects({ calendar: inbox, filters: VTODO });
let objects = await fetched();
told.objects = objects.length;
told.text = objects[0].data;

const changed = await client.updateCalendarObject({
  calendarObject: { ...objects[0], data: text('Buy rope', 'PRIORITY:1') },
});
told.updated = changed.status;
const stale = await client.updateCalendarObject({
  calendarObject: { ...objects[0], data: text('Too late') },
});
told.stale = stale.status;

const synced = await client.smartCollectionSync({
  collection: { ...inbox, objects, objectMultiGet: client.calendarMultiGet },
  method: 'webdav',
  detailedResult: true,
});
told.syncedUpdated = synced.objects.updated.length + synced.objects.created.length;
told.moved = await client.isCollectionDirty({ collection: { ...inbox, objects } });

objects = await fetched();
const gone = await client.deleteCalendarObject({ calendarObject: objects[0] });
told.deleted = gone.status;
told.left = (await fetched()).length;
await client.makeCalendar({
  url: new URL('made-by-tsdav/', client.account?.homeUrl ?? inbox.url.replace(/[^/]+\/$/, '')).href,
  props: { displayname: 'From JavaScript' },
});
calendars = await client.fetchCalendars();
told.calendarsThen = calendars.map((each) => each.displayName);
console.log(JSON.stringify(told));
