package conf

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
)

// Section is one part of the reference: the settings of one process, or a
// struct that several share.
type Section struct {
	Title   string
	Doc     string
	Service string // fills {SERVICE}; empty leaves <SERVICE> standing
	Config  any    // a value of the struct, its content doesn't matter
}

// Reference returns the Markdown of docs/config.md.
func Reference(sections ...Section) []byte {
	var out bytes.Buffer
	out.WriteString("# Configuration\n\n" +
		"Generated from the tags of the configuration structs; do not edit.\n\n" +
		"Settings come from the environment only. A variable that begins with `PACESETTER_` and that the\n" +
		"process does not know is an error. A secret can be given as the path of a file in `<NAME>_FILE`.\n")
	for _, s := range sections {
		s.write(&out)
	}
	return out.Bytes()
}

func (s Section) write(out *bytes.Buffer) {
	fmt.Fprintf(out, "\n## %s\n\n", s.Title)
	if s.Doc != "" {
		fmt.Fprintf(out, "%s\n\n", s.Doc)
	}
	service := s.Service
	if service == "" {
		service = "<SERVICE>"
	}
	out.WriteString("| variable | value | default | meaning |\n|---|---|---|---|\n")
	for _, v := range variables(reflect.Indirect(reflect.ValueOf(s.Config)).Type(), service) {
		fmt.Fprintf(out, "| `%s` | %s | %s | %s |\n", v.Name, v.Type, v.defaultCell(), cell(v.Doc))
	}
}

func (v Variable) defaultCell() string {
	switch {
	case v.Default != "":
		return "`" + cell(v.Default) + "`"
	case v.Required:
		return "required"
	default:
		return ""
	}
}

// cell keeps text from breaking out of its table cell.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}
