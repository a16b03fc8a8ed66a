package devissuer

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func (i *Issuer) configuration(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer":                                i.cfg.URL,
		"authorization_endpoint":                i.cfg.URL + "/authorize",
		"token_endpoint":                        i.cfg.URL + "/token",
		"jwks_uri":                              i.cfg.URL + "/keys",
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"},
		"code_challenge_methods_supported":      []string{"S256"},
	})
}

func (i *Issuer) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{i.key.Public()}})
}

// approve is the choice of an account on the sign-in page.
func (i *Issuer) approve(w http.ResponseWriter, r *http.Request) {
	account, known := find(i.accounts, r.FormValue("account"))
	back, allowed := i.redirect(r.FormValue("redirect_uri"))
	if !known || !allowed || r.FormValue("code_challenge_method") != "S256" || r.FormValue("code_challenge") == "" {
		refuse(w, "invalid_request")
		return
	}
	query := back.Query()
	query.Set("state", r.FormValue("state"))
	query.Set("code", i.codes.issue(grant{
		account: account, client: r.FormValue("client_id"), redirect: r.FormValue("redirect_uri"),
		nonce: r.FormValue("nonce"), codeChallenge: r.FormValue("code_challenge"),
	}))
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther) //nolint:gosec // G710: redirect lets only loopback and configured addresses through
}

// redirect lets a sign-in return to loopback or to a configured address only.
func (i *Issuer) redirect(to string) (*url.URL, bool) {
	u, err := url.Parse(to)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, false
	}
	configured := slices.ContainsFunc(i.cfg.RedirectPrefixes, func(p string) bool { return strings.HasPrefix(to, p) })
	return u, configured || isLoopback(u.Hostname())
}

// token exchanges an authorization code.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	client := r.FormValue("client_id")
	if id, _, basic := r.BasicAuth(); basic {
		client = id
	}
	g, valid := i.codes.redeem(r.FormValue("code"), client, r.FormValue("redirect_uri"), r.FormValue("code_verifier"))
	if r.FormValue("grant_type") != "authorization_code" || !valid {
		refuse(w, "invalid_grant")
		return
	}
	i.tokens(w, g.account, client, g.nonce)
}

// devToken gives a bearer token for a role and a unit, for scripts.
func (i *Issuer) devToken(w http.ResponseWriter, r *http.Request) {
	role, unit := r.FormValue("role"), r.FormValue("unit")
	if !slices.Contains(roles, role) || unit == "" {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_request", "error_description": "角色（role）可以是 " + strings.Join(roles, " ") + "，单位（unit）填单位代码。"})
		return
	}
	account := Account{ID: "dev-" + role + "@" + unit, Name: roleNames[role] + "·演示", Role: role, Unit: unit, Department: r.FormValue("department")}
	i.tokens(w, account, Audience, "")
}

func (i *Issuer) tokens(w http.ResponseWriter, account Account, client, nonce string) {
	token, err := i.sign(account, client, nonce)
	if err != nil {
		answer(w, http.StatusInternalServerError, map[string]any{"error": "server_error"})
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": token, "id_token": token, "token_type": "Bearer", "expires_in": int(i.cfg.TokenLife.Seconds()),
	})
}

func (i *Issuer) sign(account Account, client, nonce string) (string, error) {
	now := i.cfg.Now()
	audience := jwt.Audience{Audience}
	if client != Audience {
		audience = append(audience, client)
	}
	return jwt.Signed(i.signer).Claims(jwt.Claims{
		Issuer: i.cfg.URL, Subject: account.ID, Audience: audience,
		IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(i.cfg.TokenLife)),
	}).Claims(map[string]any{"name": account.Name, "nonce": nonce, "pacesetter_grants": account.grants()}).Serialize()
}

func refuse(w http.ResponseWriter, reason string) {
	answer(w, http.StatusBadRequest, map[string]any{"error": reason})
}

func answer(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}
