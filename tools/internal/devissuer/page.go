package devissuer

import (
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed page.html
var pageHTML string

// choose shows the accounts; choosing one signs in.
func (i *Issuer) choose(w http.ResponseWriter, r *http.Request) {
	page, err := template.New("page").Parse(pageHTML)
	if err != nil {
		http.Error(w, "page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Cache-Control", "no-store")
	_ = page.Execute(w, map[string]any{"Accounts": i.accounts, "Query": firstValues(r)})
}

func firstValues(r *http.Request) map[string]string {
	values := map[string]string{}
	for _, name := range []string{"client_id", "redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method"} {
		values[name] = r.FormValue(name)
	}
	return values
}
