package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// parse reads flags wherever they stand, also after arguments, and returns the
// arguments: `import FILE --month 2020-05` reads better than the other way round.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		err := quietly(flags, args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			flags.Usage()
			flags.PrintDefaults()
			return nil, errUsage
		case err != nil:
			fmt.Fprintln(flags.Output(), flagFault(err.Error()))
			return nil, misuse(flags)
		case flags.NArg() == 0:
			return rest, nil
		}
		rest, args = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
}

// quietly keeps the package flag from telling faults in its own words.
func quietly(flags *flag.FlagSet, args []string) error {
	out, usage := flags.Output(), flags.Usage
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	defer func() {
		flags.SetOutput(out)
		flags.Usage = usage
	}()
	return flags.Parse(args)
}

// flagFault says in Chinese what the package flag found; what it doesn't know stays
// as it is.
func flagFault(text string) string {
	for _, fault := range []struct{ prefix, word string }{
		{"flag provided but not defined: ", "没有选项 "},
		{"flag needs an argument: ", "选项缺少值："},
		{"bad flag syntax: ", "选项写法有误："},
	} {
		if name, ok := strings.CutPrefix(text, fault.prefix); ok {
			return fault.word + name
		}
	}
	rest, invalid := strings.CutPrefix(text, "invalid value ")
	value, rest, named := strings.Cut(rest, " for flag -")
	name, why, told := strings.Cut(rest, ": ")
	if !invalid || !named || !told {
		return text
	}
	if why == "parse error" {
		why = "无法识别"
	}
	return fmt.Sprintf("选项 --%s 的值 %s 有误：%s", name, value, why)
}

// misuse tells which of the flags that must be given are not, and how the command is
// called.
func misuse(flags *flag.FlagSet, needed ...string) error {
	var lacking []string
	for _, name := range needed {
		if f := flags.Lookup(name); f.Value.String() == f.DefValue {
			lacking = append(lacking, "--"+name)
		}
	}
	if len(lacking) > 0 {
		fmt.Fprintf(flags.Output(), "缺少选项 %s\n", strings.Join(lacking, "、"))
	}
	flags.Usage()
	fmt.Fprintf(flags.Output(), "各选项见 pacesetter %s -h\n", flags.Name())
	return errUsage
}
