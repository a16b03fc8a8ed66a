package conf

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
)

// mask is all that a Secret shows of itself.
const mask = "***"

// Secret is a setting that must not be shown: it prints as ***, in logs, JSON
// and every verb of fmt. Reveal it where it is used.
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String implements fmt.Stringer.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// Format implements fmt.Formatter, since %x and %#v don't ask String.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Dump returns the settings in cfg for the one log line at the start, secrets
// masked. Keys are the variables' names in lower case without PACESETTER_, a
// process's own without its name too.
func Dump(cfg any) []slog.Attr {
	v := reflect.Indirect(reflect.ValueOf(cfg))
	if !v.IsValid() {
		return nil
	}
	var attrs []slog.Attr
	for _, one := range variables(v.Type(), "") {
		attrs = append(attrs, slog.String(dumpKey(one.tagName), text(v.FieldByIndex(one.index))))
	}
	return attrs
}

func dumpKey(tagName string) string {
	name := strings.TrimPrefix(tagName, prefix)
	return strings.ToLower(strings.TrimPrefix(name, placeholder+"_"))
}

func text(v reflect.Value) string { return fmt.Sprint(v.Interface()) }
