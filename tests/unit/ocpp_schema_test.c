/* SPDX-License-Identifier: Apache-2.0 */
/* The rows against the schemas of the Open Charge Alliance, field by field and in both directions.
 * The schemas are not part of this repository: their folder (with v16/, v201/ and v21/ in it) is
 * $BUSBAR_SCHEMAS, or ../shared/ocpp-schemas beside it; without it these tests are skipped. */
#include "check.h"
#include "ocpp/table.h"
#include "ocpp_tree.h"

#include <dirent.h>
#include <stdarg.h>

/* One version being compared. */
struct compare {
    const struct ocpp_table *table;
    const char *folder;
    const struct tree *file; /* of the message at hand */
    bool names;              /* types and lists are called as in the schema */
    bool quiet;
    unsigned differences;
    unsigned fields;
    bool seen_type[512], seen_list[512];
    char place[256]; /* for messages */
};

/* Count a difference, and print it. */
__attribute__((format(printf, 2, 3))) static void differ(struct compare *c, const char *format, ...)
{
    va_list args;
    c->differences++;
    if (c->quiet)
        return;
    printf("# %s %s: ", c->folder, c->place);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

/* The number at key, or `absent`; a number with a fraction other than .0 is a difference. */
static int64_t number_at(struct compare *c, const struct tree *s, const char *key, int64_t absent)
{
    const struct tree *n = tree_get(s, key);
    int64_t value = absent;
    if (!n)
        return absent;
    struct str text = n->text;
    if (str_ends(text, STR(".0")))
        text.n -= 2;
    if (n->kind != JSON_NUMBER || !str_int(text, &value))
        differ(c, "%s is %.*s", key, STR_ARG(n->text));
    return value;
}

/* A schema may use only keywords that this test knows, else a limit could pass unseen. */
static void check_keywords(struct compare *c, const struct tree *s)
{
    static const char *const known[] = {"type",
                                        "description",
                                        "javaType",
                                        "comment",
                                        "title",
                                        "default",
                                        "$schema",
                                        "$id",
                                        "id",
                                        "definitions",
                                        "properties",
                                        "required",
                                        "items",
                                        "additionalProperties",
                                        "additionalItems",
                                        "enum",
                                        "format",
                                        "maxLength",
                                        "minItems",
                                        "maxItems",
                                        "minimum",
                                        "maximum",
                                        "multipleOf",
                                        "$ref"};
    for (const struct tree *k = s->child; k; k = k->next) {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found = found || str_is(k->key, known[i]);
        if (!found)
            differ(c, "unknown keyword %.*s", STR_ARG(k->key));
    }
}

/* Follow a $ref into the definitions; *name becomes its name. */
static const struct tree *resolve(struct compare *c, const struct tree *s, struct str *name)
{
    const struct tree *ref = tree_get(s, "$ref");
    if (!ref)
        return s;
    *name = str_skip(ref->text, sizeof "#/definitions/" - 1);
    const struct tree *definitions = tree_get(c->file, "definitions");
    for (const struct tree *d = definitions ? definitions->child : NULL; d; d = d->next)
        if (str_eq(d->key, *name))
            return d;
    differ(c, "no definition of %.*s", STR_ARG(*name));
    return s;
}

/* A closed list: the same values, each way. */
static void compare_values(struct compare *c, const struct ocpp_row *row, const struct tree *values,
                           struct str name)
{
    if (row->kind != KIND_CODE) {
        differ(c, "is a list of values in the schema");
        return;
    }
    const struct ocpp_values *list = &c->table->lists[row->ref];
    size_t n = 0;
    c->seen_list[row->ref] = true;
    if (c->names && !str_eq(list->name, name))
        differ(c, "list is %.*s in the schema", STR_ARG(name));
    for (const struct tree *v = values->child; v; v = v->next, n++) {
        bool found = false;
        for (size_t i = 0; i < list->n; i++)
            found = found || str_eq(list->values[i], v->text);
        if (!found)
            differ(c, "value %.*s is missing", STR_ARG(v->text));
    }
    if (n != list->n)
        differ(c, "%zu values, %zu in the schema", list->n, n);
}

/* The kind of a scalar. */
static void compare_scalar(struct compare *c, const struct ocpp_row *row, const struct tree *s)
{
    static const struct {
        const char *type, *format;
        enum ocpp_kind kind;
    } kinds[] = {{"string", NULL, KIND_TEXT}, {"string", "date-time", KIND_TIME},
                 {"string", "uri", KIND_URI}, {"integer", NULL, KIND_INT},
                 {"number", NULL, KIND_NUM},  {"boolean", NULL, KIND_BOOL}};
    bool known = !tree_get(s, "type") && row->kind == KIND_ANY;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (tree_is(s, "type", kinds[i].type) && row->kind == kinds[i].kind &&
            (kinds[i].format ? tree_is(s, "format", kinds[i].format) : !tree_get(s, "format")))
            known = true;
    if (!known)
        differ(c, "is of another type in the schema");
}

/* The limits of any field; a list of values or an object has none. */
static void compare_limits(struct compare *c, const struct ocpp_row *row, const struct tree *s)
{
    const struct tree *step = tree_get(s, "multipleOf");
    if (step ? !row->tenths || !str_is(step->text, "0.1") : row->tenths)
        differ(c, "another multipleOf");
    if (number_at(c, s, "maxLength", 0) != row->max_length)
        differ(c, "another maxLength");
    if (row->has_least != (tree_get(s, "minimum") != NULL) ||
        number_at(c, s, "minimum", 0) != row->least)
        differ(c, "another minimum");
    if (row->has_most != (tree_get(s, "maximum") != NULL) ||
        number_at(c, s, "maximum", 0) != row->most)
        differ(c, "another maximum");
}

static void compare_object(struct compare *c, unsigned type, const struct tree *s, unsigned depth);

/* One field. */
static void compare_field(struct compare *c, const struct ocpp_row *row, const struct tree *s,
                          unsigned depth)
{
    struct str name = {0};
    bool list = tree_is(s, "type", "array");
    check_keywords(c, s);
    c->fields++;
    if (list != row->list)
        differ(c, "a list in one of rows and schema only");
    if (number_at(c, s, "minItems", 0) != row->min_items)
        differ(c, "another minItems");
    if (number_at(c, s, "maxItems", 0) != row->max_items)
        differ(c, "another maxItems");
    s = resolve(c, list ? tree_get(s, "items") : s, &name);
    check_keywords(c, s);
    compare_limits(c, row, s);
    if (tree_get(s, "enum")) {
        compare_values(c, row, tree_get(s, "enum"), name);
    } else if (!tree_is(s, "type", "object")) {
        compare_scalar(c, row, s);
    } else if (row->kind != KIND_OBJECT) {
        differ(c, "is an object in the schema");
    } else {
        if (c->names && !str_eq(c->table->types[row->ref].name, name))
            differ(c, "type is %.*s in the schema", STR_ARG(name));
        compare_object(c, row->ref, s, depth + 1);
    }
}

/* Is name among the required of the schema? */
static bool is_required(const struct tree *s, struct str name)
{
    const struct tree *required = tree_get(s, "required");
    for (const struct tree *r = required ? required->child : NULL; r; r = r->next)
        if (str_eq(r->text, name))
            return true;
    return false;
}

/* The fields of the schema against those of the rows. */
static void compare_properties(struct compare *c, const struct ocpp_type *type,
                               const struct tree *s, unsigned depth)
{
    const struct tree *properties = tree_get(s, "properties");
    unsigned n = 0, n_required = 0;
    for (const struct tree *p = properties ? properties->child : NULL; p; p = p->next, n++) {
        const struct ocpp_row *row = ocpp_table_row(type, 0, p->key);
        snprintf(c->place, sizeof c->place, "%.*s.%.*s", STR_ARG(type->name), STR_ARG(p->key));
        n_required += is_required(s, p->key);
        if (!row) {
            differ(c, "missing");
            continue;
        }
        if (row->required != is_required(s, p->key))
            differ(c, "required in one of rows and schema only");
        if (!str_eq(ocpp_field_name((enum ocpp_field)row->field), p->key))
            differ(c, "field id is of another name");
        compare_field(c, row, p, depth);
    }
    snprintf(c->place, sizeof c->place, "%.*s", STR_ARG(type->name));
    if (n != type->n_rows)
        differ(c, "%u fields, %u in the schema", type->n_rows, n);
    if (n_required != type->n_required)
        differ(c, "%u required fields, %u in the schema", type->n_required, n_required);
}

/* One object type. */
static void compare_object(struct compare *c, unsigned index, const struct tree *s, unsigned depth)
{
    const struct ocpp_type *type = &c->table->types[index];
    const struct tree *additional = tree_get(s, "additionalProperties");
    c->seen_type[index] = true;
    snprintf(c->place, sizeof c->place, "%.*s", STR_ARG(type->name));
    if (depth > 12) {
        differ(c, "nested too deeply");
        return;
    }
    if (!tree_is(s, "type", "object"))
        differ(c, "is no object in the schema");
    if (type->open == (additional && additional->kind == JSON_FALSE))
        differ(c, "open in one of rows and schema only");
    compare_properties(c, type, s, depth);
}

/* The folder with the schemas; a test that needs it skips without. */
static const char *schema_folder(void)
{
    static char path[4096];
    const char *given = getenv("BUSBAR_SCHEMAS");
    snprintf(path, sizeof path, "%s", given ? given : BUSBAR_SOURCE_DIR "/../shared/ocpp-schemas");
    DIR *d = opendir(path);
    if (!d)
        SKIP("NO SCHEMAS: set BUSBAR_SCHEMAS to a folder with v16, v201 and v21");
    closedir(d);
    return path;
}

/* The file of a message; 1.6 leaves "Request" away, and so does the one message without an answer.
 */
static void message_file(char *path, size_t n, const struct compare *c, enum ocpp_action a,
                         bool response)
{
    bool bare = !c->names || a == ACTION_NotifyPeriodicEventStream;
    snprintf(path, n, "%s/%s/%.*s%s.json", schema_folder(), c->folder, STR_ARG(ocpp_action_name(a)),
             response ? "Response"
             : bare   ? ""
                      : "Request");
}

/* Compare one message with its file. */
static void compare_message(struct compare *c, enum ocpp_action a, bool response)
{
    char path[8192];
    message_file(path, sizeof path, c, a, response);
    struct str text = tree_file(path);
    struct tree *root = text.p ? tree_read(text) : NULL;
    snprintf(c->place, sizeof c->place, "%.*s", STR_ARG(ocpp_action_name(a)));
    if (!root) {
        differ(c, "cannot read %s", path);
    } else {
        const struct ocpp_pair *pair = &c->table->messages[a];
        c->file = root;
        check_keywords(c, root);
        compare_object(c, response ? pair->response : pair->request, root, 0);
    }
    c->file = NULL;
    free(root);
    free((void *)(uintptr_t)text.p);
}

/* How many schemas the folder of a version has. */
static unsigned count_files(const struct compare *c)
{
    char path[8192];
    unsigned n = 0;
    snprintf(path, sizeof path, "%s/%s", schema_folder(), c->folder);
    DIR *d = opendir(path);
    for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
        n += str_ends(str_of(e->d_name), STR(".json"));
    if (d)
        closedir(d);
    return n;
}

/* Compare every message of a version; each type and list that has rows must have been met. */
static unsigned compare_version(struct compare *c)
{
    unsigned n = 0;
    for (unsigned i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        for (unsigned response = 0; response < 2; response++) {
            if (!ocpp_table_message(c->table, (enum ocpp_action)i, response == 1))
                continue;
            compare_message(c, (enum ocpp_action)i, response == 1);
            n++;
        }
    }
    for (size_t i = 0; i < c->table->n_types; i++) {
        const struct ocpp_type *type = &c->table->types[i];
        snprintf(c->place, sizeof c->place, "%.*s", STR_ARG(type->name));
        if (!c->seen_type[i] && type->n_rows > type->first)
            differ(c, "no message has this type");
    }
    for (size_t i = 0; i < c->table->n_lists; i++) {
        snprintf(c->place, sizeof c->place, "%.*s", STR_ARG(c->table->lists[i].name));
        if (!c->seen_list[i] && c->table->lists[i].n > 0)
            differ(c, "no field has this list");
    }
    return n;
}

/* Compare a version and expect no difference. */
static void check_version(enum ocpp_version v, const char *folder, unsigned messages,
                          unsigned fields)
{
    struct compare c = {.table = ocpp_table(v), .folder = folder, .names = v != OCPP_16};
    CHECK_INT(count_files(&c), messages);
    CHECK_INT(compare_version(&c), messages);
    CHECK_INT(c.differences, 0);
    printf("# %s: %u messages, %u fields compared\n", folder, messages, c.fields);
    CHECK(c.fields >= fields);
}

TEST(rows_of_16_are_those_of_the_schemas)
{
    check_version(OCPP_16, "v16", 78, 187);
}

TEST(rows_of_201_are_those_of_the_schemas)
{
    check_version(OCPP_201, "v201", 128, 691);
}

TEST(rows_of_21_are_those_of_the_schemas)
{
    check_version(OCPP_21, "v21", 181, 1345);
}

/* Spoil one thing about a row; false where `how` is past the last. */
static bool spoil(struct ocpp_row *row, unsigned how)
{
    switch (how) {
    case 0:
        row->required = !row->required;
        return true;
    case 1:
        row->kind = row->kind == KIND_INT ? KIND_NUM : KIND_INT;
        return true;
    case 2:
        row->list = !row->list;
        return true;
    case 3:
        row->max_length++;
        return true;
    case 4:
        row->max_items++;
        return true;
    case 5:
        row->min_items++;
        return true;
    case 6:
        row->has_least = !row->has_least;
        return true;
    case 7:
        row->most++;
        return true;
    case 8:
        row->tenths = !row->tenths;
        return true;
    case 9:
        row->field++;
        return true;
    case 10:
        row->name = "nothing";
        row->name_n = 7;
        return true;
    default:
        return false;
    }
}

/* How many differences a message has. */
static unsigned differences(const struct ocpp_table *t, const char *folder, enum ocpp_action a)
{
    struct compare c = {.table = t, .folder = folder, .names = t != &ocpp_table16, .quiet = true};
    compare_message(&c, a, false);
    return c.differences;
}

/* Spoil each row of a message in each way, and expect each to be found. */
static unsigned check_spoilt(enum ocpp_version v, const char *folder, enum ocpp_action a)
{
    struct ocpp_table t = *ocpp_table(v);
    static struct ocpp_type types[512];
    static struct ocpp_row rows[OCPP_ROWS_MAX];
    unsigned index = t.messages[a].request, tried = 0;
    memcpy(types, t.types, t.n_types * sizeof *types);
    memcpy(rows, types[index].rows, types[index].n_rows * sizeof *rows);
    types[index].rows = rows;
    t.types = types;
    CHECK_INT(differences(ocpp_table(v), folder, a), 0);
    for (unsigned i = 0; i < types[index].n_rows; i++) {
        struct ocpp_row good = rows[i];
        for (unsigned how = 0; spoil(&rows[i], how); how++, tried++) {
            struct compare c = {
                .table = &t, .folder = folder, .names = v != OCPP_16, .quiet = true};
            compare_message(&c, a, false);
            CHECK(c.differences > 0);
            rows[i] = good;
        }
        types[index].n_rows--;
        CHECK(i + 1 < types[index].n_rows || differences(&t, folder, a) > 0);
        types[index].n_rows++;
    }
    return tried;
}

TEST(the_comparison_finds_every_spoilt_row)
{
    CHECK(schema_folder() != NULL);
    unsigned tried = check_spoilt(OCPP_21, "v21", ACTION_TransactionEvent) +
                     check_spoilt(OCPP_201, "v201", ACTION_StatusNotification) +
                     check_spoilt(OCPP_16, "v16", ACTION_StartTransaction);
    printf("# %u spoilt rows\n", tried);
    CHECK(tried > 250);
}

TEST(the_comparison_finds_a_spoilt_list)
{
    struct ocpp_table t = ocpp_table201;
    static struct ocpp_values lists[512];
    memcpy(lists, t.lists, t.n_lists * sizeof *lists);
    t.lists = lists;
    CHECK(schema_folder() != NULL);
    CHECK_INT(differences(&t, "v201", ACTION_StatusNotification), 0);
    for (size_t i = 0; i < t.n_lists; i++)
        if (str_is(lists[i].name, "ConnectorStatusEnumType"))
            lists[i].n--;
    CHECK(differences(&t, "v201", ACTION_StatusNotification) > 0);
}

/* Do the names stand in the order of ASCII? */
static bool in_order(struct str before, struct str name)
{
    return before.n == 0 || str_cmp(before, name) < 0;
}

TEST(names_stand_in_order_and_once)
{
    struct str before = {0};
    for (unsigned i = 1; i < FIELD_COUNT; before = ocpp_field_name((enum ocpp_field)i++))
        CHECK(in_order(before, ocpp_field_name((enum ocpp_field)i)));
    before = (struct str){0};
    for (unsigned i = 1; i < ACTION_COUNT; before = ocpp_action_name((enum ocpp_action)i++))
        CHECK(in_order(before, ocpp_action_name((enum ocpp_action)i)));
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        const struct ocpp_table *t = ocpp_table((enum ocpp_version)v);
        before = (struct str){0};
        for (size_t i = 0; i < t->n_lists; before = t->lists[i++].name)
            CHECK(in_order(before, t->lists[i].name));
        unsigned falls = 0; /* one: from the data types to the messages */
        before = (struct str){0};
        for (size_t i = 0; i < t->n_types; before = t->types[i++].name)
            falls +=
                !in_order(before, t->types[i].name) &&
                !(str_ends(before, STR("Request")) && str_ends(t->types[i].name, STR("Response")));
        CHECK(falls <= 1 + 2);
    }
}

TEST(no_list_has_a_value_twice)
{
    for (unsigned v = OCPP_16; v <= OCPP_21; v++) {
        const struct ocpp_table *t = ocpp_table((enum ocpp_version)v);
        for (size_t i = 0; i < t->n_lists; i++)
            for (size_t k = 0; k < t->lists[i].n; k++)
                for (size_t j = 0; j < k; j++)
                    CHECK(!str_eq(t->lists[i].values[j], t->lists[i].values[k]));
    }
}

/* How many actions go a way in a version. */
static unsigned going(enum ocpp_version v, enum ocpp_direction way)
{
    unsigned n = 0;
    for (unsigned a = 1; a < ACTION_COUNT; a++)
        n += (ocpp_action_direction(v, (enum ocpp_action)a) & way) == way;
    return n;
}

TEST(as_many_actions_go_each_way_as_the_standards_say)
{
    CHECK_INT(going(OCPP_16, OCPP_UP), 14);
    CHECK_INT(going(OCPP_16, OCPP_DOWN), 26);
    CHECK_INT(going(OCPP_201, OCPP_UP), 25);
    CHECK_INT(going(OCPP_201, OCPP_DOWN), 40);
    CHECK_INT(going(OCPP_21, OCPP_UP), 37);
    CHECK_INT(going(OCPP_21, OCPP_DOWN), 55);
    CHECK_INT(ocpp_action_direction(OCPP_21, ACTION_NotifyPeriodicEventStream), OCPP_SEND);
}

int main(void)
{
    return check_main();
}
