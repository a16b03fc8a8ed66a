package signin

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "pacesetter/proto/pacesetter/registry/v1"
	_ "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/printer/printertest"
)

// Why a ticket leaves a parameter open.
const (
	pieces   = "the same rows in another order or in other pieces"
	narrower = "fewer of the rows, or other groups of the figures, that the print shows anyway"
	earlier  = "the same figures as known or as published earlier"
	names    = "names and codes of units, which each page needs whatever it shows"
	backward = "the newest reported month is looked for through the years, for the print's own unit"
	above    = "cut-offs are published by the units above"
)

// open are the parameters of calls, those in the path too, by kind of print and call, that a
// ticket does not bind.
func open() map[string]map[string]string {
	return map[string]map[string]string{
		"list ListUnits":               {"year": names},
		"list GetSeries":               {"year": backward, "listing": narrower},
		"list ListProjects":            {"order_by": pieces, "page_size": pieces, "page_token": pieces},
		"project ListUnits":            {"year": names},
		"project ListReports":          {"year": narrower},
		"project ListResponsibilities": {"person_id": narrower, "mine": narrower, "date": narrower, "page_size": pieces, "page_token": pieces},
		"ranking ListUnits":            {"year": names},
		"ranking GetSeries":            {"year": backward, "listing": narrower},
		"ranking GetRanking":           {"category": narrower, "nature": narrower, "as_of": earlier},
		"ranking ListCutoffs":          {"unit": above},
		"wall ListUnits":               {"year": names},
		"wall GetSeries":               {"year": backward, "listing": narrower},
		"wall GetRanking":              {"category": narrower, "nature": narrower, "as_of": earlier, "cutoff": earlier},
		"wall GetRollup": {
			"category": narrower, "nature": narrower, "by": narrower, "no_children": narrower, "lifecycle": narrower, "growth": narrower,
			"as_of": earlier, "cutoff": earlier,
		},
		"wall ListFigureProjects": {
			"category": narrower, "nature": narrower, "figure": narrower, "itself": narrower, "size": narrower, "industry": narrower, "stage": narrower, "tag": narrower,
			"page_size": pieces, "page_token": pieces, "as_of": earlier,
		},
	}
}

// unread are parameters of prints that decide on no call.
func unread() map[string]map[string]string {
	return map[string]map[string]string{
		"list":    {"order": pieces},
		"project": {"month": "a project's file shows the whole year, of which its calls tell all months"},
	}
}

// TestATicketBindsWhatItsCallsAccept goes through all calls of all prints: each of a call's
// parameters that differs from the print's is refused, unless it is named above, with why.
func TestATicketBindsWhatItsCallsAccept(t *testing.T) {
	named, found := open(), map[string]map[string]bool{}
	for kind, parameters := range printertest.Parameters() {
		o := filled(kind, parameters)
		for _, one := range o.readings() {
			o.findOpen(t, one, found)
		}
		for _, one := range o.onlyWithoutMonth() {
			without(o, "month").findOpen(t, one, found)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		for field := range found[key] {
			if named[key][field] == "" {
				t.Errorf("%s: %s is not bound to the ticket, and nothing says why", key, field)
			}
		}
	}
	for key, fields := range named {
		for field := range fields {
			if !found[key][field] {
				t.Errorf("%s: %s is named as open, and is bound", key, field)
			}
		}
	}
}

// TestEachParameterOfAPrintDecides: one that the ticket forgets would let it read all that
// the parameter leaves out.
func TestEachParameterOfAPrintDecides(t *testing.T) {
	why := unread()
	for kind, parameters := range printertest.Parameters() {
		o := filled(kind, parameters)
		for _, name := range parameters {
			_, open := why[kind][name]
			changed := without(o, name)
			changed.Parameters[name] = sample(name) + "-0"
			if decides := !reflect.DeepEqual(o.readings(), changed.readings()); decides == open {
				t.Errorf("%s: %s decides on a call: %t, named as one that does not: %t", kind, name, decides, open)
			}
		}
	}
}

// sample is a value that a print's parameter may have.
func sample(parameter string) string {
	switch parameter {
	case "month":
		return "2020-05"
	case "proposed":
		return "1"
	}
	return "a-" + parameter
}

func filled(kind string, parameters []string) order {
	o := order{kind, map[string]string{}}
	for _, name := range parameters {
		o.Parameters[name] = sample(name)
	}
	return o
}

func without(o order, name string) order {
	left := maps.Clone(o.Parameters)
	delete(left, name)
	return order{o.Kind, left}
}

// onlyWithoutMonth are the calls that a print makes to find its month.
func (o order) onlyWithoutMonth() []reading {
	return slices.DeleteFunc(without(o, "month").readings(), func(one reading) bool {
		return slices.ContainsFunc(o.readings(), func(other reading) bool { return slices.Equal(one.path, other.path) })
	})
}

// findOpen adds what a ticket leaves open of a call.
func (o order) findOpen(t *testing.T, one reading, found map[string]map[string]bool) {
	t.Helper()
	made := callOf(t, one.path)
	key, fields := o.Kind+" "+made.method, made.inPath
	for _, field := range made.inQuery {
		if o.readsOther(t, one, field) {
			fields = append(fields, field)
		}
	}
	if found[key] == nil {
		found[key] = map[string]bool{}
	}
	for _, field := range fields {
		found[key][field] = true
	}
}

// readsOther tells whether the ticket makes the call with another value of the field too,
// in whichever spelling. With the print's own values it must make it.
func (o order) readsOther(t *testing.T, one reading, field string) bool {
	t.Helper()
	query := url.Values{}
	for name, value := range one.says {
		if value != "" {
			query.Set(name, value)
		}
	}
	if !o.reads(request(t, one.path, query)) {
		t.Errorf("a %s does not make its own call %v?%s", o.Kind, one.path, query.Encode())
	}
	query.Del(field)
	for _, spelling := range []string{field, camel(field)} {
		other := maps.Clone(query)
		other[spelling] = []string{"other"}
		if o.reads(request(t, one.path, other)) {
			return true
		}
	}
	return false
}

// request asks for a path whose open parts are some unit's.
func request(t *testing.T, path []string, query url.Values) *http.Request {
	t.Helper()
	whole := slices.Clone(path)
	for i, part := range whole {
		if part == "" {
			whole[i] = "any"
		}
	}
	return httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/"+strings.Join(whole, "/")+"?"+query.Encode(), nil)
}

// call is an RPC as a reading makes it: the fields that stand open in its path, and those
// that its query may carry.
type call struct {
	method          string
	inPath, inQuery []string
}

// callOf is the call at a path. The session, which is the gateway's own, carries nothing.
func callOf(t *testing.T, path []string) call {
	t.Helper()
	if slices.Equal(path, parts("session")) {
		return call{method: "session"}
	}
	var found []call
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			methods := file.Services().Get(i).Methods()
			for j := range methods.Len() {
				if fields, is := fieldsInPath(methods.Get(j), path); is {
					found = append(found, call{string(methods.Get(j).Name()), openIn(fields), queryFields(methods.Get(j).Input(), fields)})
				}
			}
		}
		return true
	})
	if len(found) != 1 {
		t.Fatalf("calls at %v: %v", path, found)
	}
	return found[0]
}

// fieldsInPath tells whether a method is read at the path, and what the path says of which
// fields.
func fieldsInPath(method protoreflect.MethodDescriptor, path []string) (map[string]string, bool) {
	rule, _ := proto.GetExtension(method.Options(), annotations.E_Http).(*annotations.HttpRule)
	below, ours := strings.CutPrefix(rule.GetGet(), "/api/v1/")
	fields := map[string]string{}
	is := ours && slices.EqualFunc(strings.Split(below, "/"), path, func(want, got string) bool {
		name, variable := strings.CutPrefix(want, "{")
		if variable {
			fields[strings.TrimSuffix(name, "}")] = got
		}
		return variable || want == got
	})
	return fields, is
}

func openIn(path map[string]string) []string {
	var names []string
	for name, value := range path {
		if value == "" {
			names = append(names, name)
		}
	}
	return names
}

func queryFields(input protoreflect.MessageDescriptor, inPath map[string]string) []string {
	var names []string
	for i := range input.Fields().Len() {
		name := string(input.Fields().Get(i).Name())
		if _, said := inPath[name]; !said {
			names = append(names, name)
		}
	}
	return names
}
