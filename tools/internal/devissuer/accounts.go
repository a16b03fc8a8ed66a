package devissuer

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed accounts.json
var accountsJSON []byte

// Account is a person, or program, that may sign in without a password.
type Account struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Role       string `json:"role"`
	Unit       string `json:"unit"`
	Department string `json:"department,omitempty"`
}

// roles is the closed list of roles a token may be asked for.
var roles = []string{
	"officer", "township", "county", "approver", "factor", "city", "leader", "province", "admin", "integrator",
}

// roleNames are the roles' Chinese names, as the console has them.
var roleNames = map[string]string{
	"officer": "驻企服务员", "township": "乡镇街道", "county": "县项目办", "approver": "审批部门", "factor": "要素部门",
	"city": "市指挥部办公室", "leader": "领导", "province": "省级查看", "admin": "管理员", "integrator": "接口账号",
}

// Key names the account for programs that sign in by the page.
func (a Account) Key() string { return strings.TrimPrefix(a.ID, "dev-") }

// RoleName is the role in Chinese, for the page.
func (a Account) RoleName() string { return roleNames[a.Role] }

// Accounts are the built-in accounts, one per role and a second administrator, for what
// takes two of them.
func Accounts() ([]Account, error) {
	var all []Account
	if err := json.Unmarshal(accountsJSON, &all); err != nil {
		return nil, fmt.Errorf("read built-in accounts: %w", err)
	}
	return all, nil
}

func (a Account) grants() []map[string]string {
	return []map[string]string{{"role": a.Role, "unit": a.Unit, "department": a.Department}}
}

func find(accounts []Account, id string) (Account, bool) {
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.ID == id })
	if i < 0 {
		return Account{}, false
	}
	return accounts[i], true
}
