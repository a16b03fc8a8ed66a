package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"pacesetter/pkg/errs"
)

// What can be wrong with the JSON of a policy, whatever the policy.
const (
	ReasonPolicySyntax  = "POLICY_SYNTAX"
	ReasonPolicyUnknown = "POLICY_UNKNOWN_NAME"
	ReasonPolicyType    = "POLICY_TYPE"
	ReasonPolicyTwice   = "POLICY_TWICE"
	ReasonPolicyHead    = "POLICY_HEAD"
	ReasonPolicyValue   = "POLICY_VALUE"
)

// PolicyErrors are all that is wrong with a policy's JSON, each with its path in it, e.g.
// checks[3].params.times.
type PolicyErrors []errs.Field

// Error lists the paths; people read the fields' own sentences.
func (f PolicyErrors) Error() string {
	texts := make([]string, len(f))
	for i, field := range f {
		texts[i] = field.Path + " " + field.Reason
	}
	return strings.Join(texts, ", ")
}

// fault is one thing that is wrong, with the words of its sentence.
func fault(path, reason string, params ...string) PolicyErrors {
	return PolicyErrors{errs.Field{Path: path, Reason: reason, Params: pairs(params)}}
}

func pairs(params []string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(params); i += 2 {
		m[params[i]] = params[i+1]
	}
	return m
}

// valueFault says in words what a value must be.
func valueFault(path, wanted string) PolicyErrors {
	return fault(path, ReasonPolicyValue, "wanted", wanted)
}

// under puts the paths of faults below a path; what is no fault stays as it is.
func under(path string, err error) error {
	var faults PolicyErrors
	if !errors.As(err, &faults) {
		return err
	}
	below := slices.Clone(faults)
	for i := range below {
		below[i].Path = join(path, below[i].Path)
	}
	return below
}

func join(path, name string) string {
	switch {
	case path == "" || name == "":
		return path + name
	case strings.HasPrefix(name, "["):
		return path + name
	}
	return path + "." + name
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// strictly reads JSON that may leave out everything and name nothing unknown. It fails
// with PolicyErrors that name all that is wrong with it.
func strictly(data []byte, into any) error {
	if len(data) == 0 {
		return nil
	}
	value, err := decode(data)
	if err != nil {
		return err
	}
	if faults := shape(value, reflect.TypeOf(into), ""); len(faults) > 0 {
		return faults
	}
	return json.Unmarshal(data, into)
}

// decode reads one JSON value and nothing after it.
func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	err := d.Decode(&value)
	if err == nil {
		if _, after := d.Token(); errors.Is(after, io.EOF) {
			return value, nil
		}
	}
	return nil, syntaxFault(data, d.InputOffset(), err)
}

func syntaxFault(data []byte, offset int64, err error) PolicyErrors {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	line := 1 + bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n"))
	return fault("", ReasonPolicySyntax, "line", strconv.Itoa(line))
}

// shape compares a JSON value with the type that it is read into.
func shape(value any, t reflect.Type, path string) PolicyErrors {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[json.RawMessage]() {
		return nil // whoever reads it looks at its shape
	}
	switch kind := t.Kind(); {
	case kind == reflect.Struct:
		return objectShape(value, t, path)
	case kind == reflect.Slice:
		return listShape(value, t.Elem(), path)
	case kind == reflect.String:
		_, ok := value.(string)
		return unless(ok, path, "文本")
	case kind == reflect.Bool:
		_, ok := value.(bool)
		return unless(ok, path, "true 或 false")
	case reflect.Zero(t).CanInt():
		return unless(isWhole(value, t.Bits()), path, "整数")
	}
	return unless(false, path, t.String()) // nothing else is in a policy
}

func unless(ok bool, path, wanted string) PolicyErrors {
	if ok {
		return nil
	}
	return fault(path, ReasonPolicyType, "wanted", wanted)
}

func isWhole(value any, bits int) bool {
	n, ok := value.(json.Number)
	if !ok {
		return false
	}
	_, err := strconv.ParseInt(n.String(), 10, bits)
	return err == nil
}

func listShape(value any, of reflect.Type, path string) PolicyErrors {
	list, ok := value.([]any)
	faults := unless(ok, path, "列表 […]")
	for i, v := range list {
		faults = append(faults, shape(v, of, element(path, i))...)
	}
	return faults
}

func objectShape(value any, t reflect.Type, path string) PolicyErrors {
	object, ok := value.(map[string]any)
	faults := unless(ok, path, "对象 {…}")
	known := fieldTypes(t)
	for _, name := range sortedNames(object) {
		of, ok := known[name]
		if !ok {
			faults = append(faults, fault(join(path, shorten(name)), ReasonPolicyUnknown, "name", shorten(name))...)
			continue
		}
		faults = append(faults, shape(object[name], of, join(path, name))...)
	}
	return faults
}

// fieldTypes are the names that an object of the type may have.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	types := map[string]reflect.Type{}
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.IsExported() && name != "-" && name != "" {
			types[name] = field.Type
		}
	}
	return types
}

func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// member is one name of a JSON object with its value as it was written.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf are the members of a JSON object in their order.
func membersOf(data []byte) ([]member, error) {
	value, err := decode(data)
	if err != nil {
		return nil, err
	}
	if _, ok := value.(map[string]any); !ok {
		return nil, unless(false, "", "对象 {…}")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil { // the brace
		return nil, fmt.Errorf("read object: %w", err)
	}
	var members []member
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("read name: %w", err)
		}
		m := member{name: fmt.Sprint(name)}
		if err := d.Decode(&m.value); err != nil {
			return nil, fmt.Errorf("read value of %s: %w", m.name, err)
		}
		if slices.ContainsFunc(members, func(o member) bool { return o.name == m.name }) {
			return nil, fault(m.name, ReasonPolicyTwice, "name", m.name)
		}
		members = append(members, m)
	}
	return members, nil
}

// objectOf writes members as an object again, one a line.
func objectOf(members []member) string {
	lines := make([]string, len(members))
	for i, m := range members {
		lines[i] = "  " + strconv.Quote(m.name) + ": " + string(m.value)
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n}\n"
}
