// Package conf reads a process's settings from its environment into one struct,
// strictly: a variable that nobody knows is an error, not a silent default. It
// is the only package that looks at the environment, and it knows no setting
// itself.
//
// A field has the tag `env:"NAME"` and may have `default:"…"`, `required:"true"`
// and `doc:"…"`; a struct field adds its `envPrefix`. {SERVICE} in a name stands
// for the process's own name, so that a struct shared by all services can hold
// settings that each has for itself. A Secret may also come as NAME_FILE.
package conf

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

const (
	prefix      = "PACESETTER_"
	placeholder = "{SERVICE}"
	fileSuffix  = "_FILE"
)

// Services lists the names that may follow PACESETTER_ for a service's own settings.
func Services() []string {
	return []string{"registry", "approvals", "factors", "supervision", "statistics", "gateway", "printer"}
}

// elsewhere lists settings of programs around the services, which all of them
// meet in a shared environment.
func elsewhere() []string {
	return []string{prefix + "TEST_", prefix + "TOKEN_FILE", prefix + "DATA_DIR", prefix + "KAFKA_BROKERS"}
}

// Load reads environ, of the form of os.Environ, into a T for the named
// process. It reports every fault at once. If *T has a method Validate() error,
// that has the last word.
func Load[T any](service string, environ []string) (T, error) {
	var cfg T
	own := env.ToMap(environ)
	vars := variables(reflect.TypeFor[T](), service)
	faults := append(unknown(vars, service, own), fill(vars, own)...)
	values := map[string]string{"_": ""} // the library takes an empty map for none and reads the real environment
	for _, v := range vars {
		if text, ok := own[v.Name]; ok {
			values[v.tagName] = text
		}
	}
	if err := errors.Join(faults...); err != nil {
		return cfg, fmt.Errorf("configuration of %s: %w", service, err)
	}
	if err := env.ParseWithOptions(&cfg, env.Options{Environment: values}); err != nil {
		return cfg, fmt.Errorf("configuration of %s: %w", service, err)
	}
	return cfg, validate(&cfg, service)
}

func validate(cfg any, service string) error {
	v, ok := cfg.(interface{ Validate() error })
	if !ok {
		return nil
	}
	if err := v.Validate(); err != nil {
		return fmt.Errorf("configuration of %s: %w", service, err)
	}
	return nil
}

// fill adds to own what files and defaults say, and reports what is missing.
func fill(vars []Variable, own map[string]string) []error {
	var faults []error
	for _, v := range vars {
		if err := v.fillFromFile(own); err != nil {
			faults = append(faults, err)
			continue
		}
		if own[v.Name] == "" && v.Default != "" {
			own[v.Name] = v.Default
		}
		if own[v.Name] == "" && v.Required {
			faults = append(faults, fmt.Errorf("%s is required: %s", v.Name, v.Doc))
		}
	}
	return faults
}

func (v Variable) fillFromFile(own map[string]string) error {
	path := own[v.Name+fileSuffix]
	if !v.Secret || path == "" {
		return nil
	}
	if own[v.Name] != "" {
		return fmt.Errorf("%s and %s%s are both set", v.Name, v.Name, fileSuffix)
	}
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("%s%s: %w", v.Name, fileSuffix, err)
	}
	own[v.Name] = strings.TrimRight(string(data), "\r\n")
	return nil
}

// unknown reports variables of ours that this process should know and doesn't.
func unknown(vars []Variable, service string, own map[string]string) []error {
	names := known(vars)
	var faults []error
	for name := range own {
		if strings.HasPrefix(name, prefix) && !slices.Contains(names, name) && !othersBusiness(name, service, names) {
			faults = append(faults, fmt.Errorf("%s is unknown%s", name, suggestion(name, names)))
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return faults
}

func known(vars []Variable) []string {
	var names []string
	for _, v := range vars {
		names = append(names, v.Name)
		if v.Secret {
			names = append(names, v.Name+fileSuffix)
		}
	}
	return names
}

// othersBusiness tells whether another service, or a program beside the
// services, may be meant by name. A shared group such as PACESETTER_KAFKA_ is
// others' business only while this process has no setting in it.
func othersBusiness(name, service string, names []string) bool {
	for _, known := range elsewhere() {
		if name == known || strings.HasSuffix(known, "_") && strings.HasPrefix(name, known) {
			return true
		}
	}
	group := group(name)
	if slices.Contains(Services(), strings.ToLower(group)) {
		return !strings.EqualFold(group, service)
	}
	return slices.Contains(sharedGroups(), group) && !slices.ContainsFunc(names, func(n string) bool {
		return strings.HasPrefix(n, prefix+group+"_")
	})
}

// sharedGroups are the groups of shared settings that not every process uses.
func sharedGroups() []string { return []string{"KAFKA", "AUTH", "SERVICE", "TLS"} }

func group(name string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(name, prefix), "_")
	return first
}
