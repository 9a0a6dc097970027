"""Statements about calendar collections: projects as a calendar program sees them."""

from tasklark.storage.wire import statement

_MARK = (
    "(SELECT (extract(epoch FROM max(c.changed_at)) * 1000000)::bigint FROM tasklark.changes c"
    " WHERE c.owner_id = s.owner_id AND c.scope_id = s.id AND c.number = s.change_number)"
)
_SEEN = (
    "SELECT p.id, p.project_owner_id,"
    " CASE WHEN c.owner_id = $1 AND c.person_id = $2 THEN c.name END,"
    " r.name, r.description, r.color, p.position, p.role,"
    " (SELECT coalesce(m.name, m.email, p.owner_user_id) FROM tasklark.members m"
    " WHERE m.owner_id = p.project_owner_id AND m.project_id = p.id AND m.role = 'owner'"
    " AND p.project_owner_id <> $1),"
    f" coalesce(c.components, '{{VTODO}}'), s.change_number, {_MARK},"
    " (SELECT json_object_agg(d.name, d.xml) FROM tasklark.calendar_properties d"
    " WHERE d.owner_id = $1 AND d.resource = p.id AND d.part = ''), clock_timestamp()"
    " FROM tasklark.placements p"
    " JOIN tasklark.projects r ON r.owner_id = p.project_owner_id AND r.id = p.id"
    " JOIN tasklark.scopes s ON s.owner_id = p.project_owner_id AND s.id = p.id"
    " LEFT JOIN tasklark.calendar_collections c ON c.owner_id = p.project_owner_id"
    " AND c.project_id = p.id"
    " WHERE p.owner_id = $1 AND p.deleted_at IS NULL AND r.deleted_at IS NULL"
    " AND (NOT r.archived OR NOT 'VTODO' = ANY (coalesce(c.components, '{VTODO}')))"
)

home = statement("calendar_home", f"{_SEEN} ORDER BY p.position, p.id")
"""(account_id, person_id) → for each collection (id, owner_id, the name that the person chose or
null, name, description, color, position, role, the owner's name or null for one's own, components,
number, its mark, properties as JSON, now), in the account's order. What is archived is left out,
unless it holds no tasks.
"""

one = statement(
    "calendar_one",
    f"{_SEEN} AND p.id = coalesce((SELECT n.project_id FROM tasklark.calendar_collections n"
    " JOIN tasklark.projects l ON l.owner_id = n.owner_id AND l.id = n.project_id"
    " WHERE n.owner_id = $1 AND n.person_id = $2 AND n.name = $3 AND l.deleted_at IS NULL),"
    " $4::uuid)",
)
"""(account_id, person_id, name, the id that the name would be or null) → as `home`, at most one."""

filters = statement(
    "calendar_filters",
    "SELECT f.id, f.name, f.color, f.position,"
    " (SELECT json_object_agg(d.name, d.xml) FROM tasklark.calendar_properties d"
    " WHERE d.owner_id = $1 AND d.resource = f.id AND d.part = ''),"
    " coalesce((SELECT s.extras ->> 'calendar_filters' = 'true' FROM tasklark.settings s"
    " WHERE s.owner_id = $1 AND s.id = $2), false)"
    " FROM tasklark.filters f WHERE f.owner_id = $1 AND f.deleted_at IS NULL"
    " AND ($3::uuid IS NULL OR f.id = $3) ORDER BY f.position, f.id",
)
"""(account_id, person_id, id or null for all) → (id, name, color, position, properties as JSON,
whether the account has saved filters shown as collections)."""

named = statement(
    "calendar_named",
    "SELECT 1 FROM tasklark.placements p JOIN tasklark.projects r"
    " ON r.owner_id = p.project_owner_id AND r.id = p.id"
    " LEFT JOIN tasklark.calendar_collections c ON c.owner_id = $1 AND c.project_id = p.id"
    " AND c.person_id = $2"
    " WHERE p.owner_id = $1 AND r.deleted_at IS NULL AND (c.name = $3 OR p.id = $4::uuid) LIMIT 1",
)
"""(account_id, person_id, name, the id that the name would be or null) → a row if a living
collection has the name, shown or not."""

insert = statement(
    "calendar_insert",
    "INSERT INTO tasklark.calendar_collections (owner_id, project_id, person_id, name, components)"
    " VALUES ($1, $2, $3, $4, $5)",
)
"""(owner_id, project_id, person_id, name, components)."""

free_name = statement(
    "calendar_free_name",
    "UPDATE tasklark.calendar_collections SET name = NULL"
    " WHERE owner_id = $1 AND person_id = $2 AND name = $3",
)
"""(owner_id, person_id, name): collections in the trash lose a name that is wanted again."""

set_property = statement(
    "calendar_set_property",
    "INSERT INTO tasklark.calendar_properties (owner_id, resource, part, name, xml)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner_id, resource, part, name)"
    " DO UPDATE SET xml = excluded.xml",
)
"""(account_id, resource, part, name, xml)."""

remove_property = statement(
    "calendar_remove_property",
    "DELETE FROM tasklark.calendar_properties"
    " WHERE owner_id = $1 AND resource = $2 AND part = $3 AND name = $4",
)
"""(account_id, resource, part, name)."""

clear_properties = statement(
    "calendar_clear_properties",
    "DELETE FROM tasklark.calendar_properties WHERE owner_id = $1 AND resource = $2 AND part = $3",
)
"""(account_id, resource, part)."""

count_properties = statement(
    "calendar_count_properties",
    "SELECT count(*), coalesce(sum(octet_length(xml)), 0)::bigint"
    " FROM tasklark.calendar_properties WHERE owner_id = $1",
)
"""(account_id) → (how many properties it keeps, how many bytes they have)."""

properties = statement(
    "calendar_properties",
    "SELECT resource, part, json_object_agg(name, xml) FROM tasklark.calendar_properties"
    " WHERE owner_id = $1 AND resource = ANY ($2::uuid[]) GROUP BY resource, part",
)
"""(account_id, resources) → (resource, part, its properties as JSON)."""
