package client

import (
	_ "embed" // the sentences are data
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	"pacesetter/pkg/industry"
	"pacesetter/services/registry/workbook"
)

//go:embed zh-CN.json
var sentences []byte

// Catalogue holds the sentences of the command line's own reasons, those of pkg/, and
// those of workbooks, which it reads without a platform too.
func Catalogue() (errs.Catalogue, error) {
	own, err := errs.ParseCatalogue(sentences)
	return errs.Base().Merge(workbook.Catalogue()).Merge(own), err
}

// Explain tells a person what err is: the stable reason, the Chinese sentence, and
// one line per field at fault. Errors that are none of ours are told as they are.
func Explain(err error) string {
	e, ok := errs.As(fileFault(err))
	if !ok {
		return err.Error()
	}
	c, cerr := Catalogue()
	if cerr != nil {
		return err.Error()
	}
	e = withKnown(e)
	lines := []string{e.Reason + " " + sentence(e, c)}
	if len(e.Params) == 0 && (e.Kind == errs.KindInternal || e.Kind == errs.KindUnavailable) { // the sentence is general, then
		lines[0] += "（" + e.Msg + "）"
	}
	for _, f := range e.Fields {
		switch {
		case f.Reason == e.Reason && f.Path == fileField: // the person named the file
			continue
		case f.Reason == e.Reason: // said above
			lines[0] += " [" + f.Path + "]"
			continue
		}
		text := f.Message
		if text == "" {
			text = c.Sentence(f.Reason, f.Params)
		}
		lines = append(lines, fmt.Sprintf("  %s: %s %s", f.Path, f.Reason, text))
	}
	return strings.Join(lines, "\n")
}

// fileField is what the contract calls the file that a person hands in.
const fileField = "content"

// fileFault gives the system's usual refusals of a file a reason of ours.
func fileFault(err error) error {
	fault, ok := errors.AsType[*fs.PathError](err)
	if !ok {
		return err
	}
	for cause, reason := range map[error]string{
		fs.ErrNotExist: "FILE_MISSING", fs.ErrPermission: "FILE_FORBIDDEN", syscall.EISDIR: "FILE_IS_FOLDER",
	} {
		if errors.Is(err, cause) {
			return errs.NotFound(reason, "%v", err).With("path", fault.Path)
		}
	}
	return err
}

// sentence is that of the service that refused, which knows best, else our own. A
// list of right answers is never left out.
func sentence(e *errs.Error, own errs.Catalogue) string {
	none := errs.Catalogue{}
	text := errgrpc.Sentence(e, none)
	if text == none.Sentence(e.Reason, e.Params) {
		return own.Sentence(e.Reason, e.Params)
	}
	if known := e.Params["known"]; !strings.Contains(text, known) {
		text += "可用的有：" + known + "。"
	}
	return text
}

// right lists the right answers where a service leaves them out.
var right = map[string]string{
	"LISTING_UNKNOWN":   strings.Join(Listings(), " "),
	"DIMENSION_UNKNOWN": strings.Join(Dimensions(), " "),
}

// Listings are the named lists of projects that every platform has.
func Listings() []string { return []string{"province", "city", "county", "renovation"} }

// Dimensions are what figures can be grouped by.
func Dimensions() []string {
	names := []string{"listing", "category", "nature", "size", "industry", "stage"}
	if tags, err := industry.DefaultTags(); err == nil {
		for _, s := range tags.Settable() {
			names = append(names, "tag:"+s.Key)
		}
	}
	return names
}

func withKnown(e *errs.Error) *errs.Error {
	list, ok := right[e.Reason]
	if !ok || e.Params["known"] != "" {
		return e
	}
	return e.With("known", list)
}
