package launch

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Base is where data folders of all checkouts lie. As root it is a folder that
// everybody can enter: PostgreSQL runs as somebody else, and a checkout below
// /root would shut it out.
func Base() string {
	if os.Geteuid() == 0 {
		return "/var/lib/pacesetter"
	}
	if home, err := os.UserHomeDir(); err == nil && isDir(home) {
		return filepath.Join(home, ".local/share/pacesetter")
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("pacesetter-%d", os.Geteuid()))
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// DataDir is the data folder of the checkout at root: two checkouts on one
// machine do not share their data.
func DataDir(base, root string) string {
	sum := sha256.Sum256([]byte(root))
	return filepath.Join(base, filepath.Base(root)+"-"+hex.EncodeToString(sum[:4]))
}

const lockName = "lock"

// lockData keeps a second platform off the data folder.
func lockData(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL's user must enter it
		return nil, fmt.Errorf("data folder: %w", err)
	}
	l := flock.New(filepath.Join(dir, lockName))
	held, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("平台正在使用 %s，请先用 Ctrl-C 结束它", dir)
	}
	return l, nil
}

// RemoveData removes a data folder that no platform is using, and tells whether there
// was one. A folder in which none ever ran is left alone: PACESETTER_DATA_DIR may be
// mistyped.
func RemoveData(dir string) (bool, error) {
	if !isDir(dir) {
		return false, nil
	}
	if _, err := os.Stat(filepath.Join(dir, lockName)); err != nil {
		return false, fmt.Errorf("%s 不是平台的数据目录，没有删除：%w", dir, err)
	}
	l, err := lockData(dir)
	if err != nil {
		return false, err
	}
	defer l.Unlock() //nolint:errcheck // its file is gone by then
	return true, os.RemoveAll(dir)
}
