package conf

import (
	"encoding"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Variable is one setting of a process, read from the tags of its struct.
type Variable struct {
	Name     string
	Default  string
	Doc      string
	Type     string
	Required bool
	Secret   bool

	tagName string // as the tags spell it, with {SERVICE}
	index   []int
}

// variables lists the settings of struct type t, depth first.
func variables(t reflect.Type, service string) []Variable {
	return walk(t, "", service, nil)
}

func walk(t reflect.Type, tagPrefix, service string, path []int) []Variable {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []Variable
	for i := range t.NumField() {
		f, at := t.Field(i), slices.Concat(path, []int{i})
		name, options, _ := strings.Cut(f.Tag.Get("env"), ",")
		switch {
		case !f.IsExported() || name == "-":
		case name != "":
			out = append(out, variable(f, tagPrefix+name, options, service, at))
		case f.Type.Kind() == reflect.Struct:
			out = append(out, walk(f.Type, tagPrefix+f.Tag.Get("envPrefix"), service, at)...)
		}
	}
	return out
}

func variable(f reflect.StructField, tagName, options, service string, at []int) Variable {
	def, ok := f.Tag.Lookup("default")
	if !ok {
		def = f.Tag.Get("envDefault")
	}
	return Variable{
		Name:     strings.ReplaceAll(tagName, placeholder, strings.ToUpper(service)),
		Default:  def,
		Doc:      f.Tag.Get("doc"),
		Type:     typeName(f.Type),
		Required: f.Tag.Get("required") == "true" || strings.Contains(options, "required") || strings.Contains(options, "notEmpty"),
		Secret:   f.Type == reflect.TypeFor[Secret](),
		tagName:  tagName,
		index:    at,
	}
}

// typeName says what a value looks like, in an operator's words.
func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[Secret]():
		return "secret"
	case t == reflect.TypeFor[time.Duration]():
		return "duration"
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return "text"
	case t.Kind() == reflect.Slice:
		return "list of " + typeName(t.Elem())
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "text"
	default:
		return "number"
	}
}

// suggestion names the known variable that name was probably meant to be.
func suggestion(name string, names []string) string {
	best, bestDistance := "", 4
	for _, n := range names {
		if d := distance(name, n); d < bestDistance {
			best, bestDistance = n, d
		}
	}
	if best == "" {
		return ""
	}
	return ", is " + best + " meant?"
}

// distance counts the letters to add, drop or change to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
