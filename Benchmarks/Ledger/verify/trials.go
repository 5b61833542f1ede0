package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// trials holds the honest ledger against every forgery that its owner, or a thief, could try.
func trials(folder string) error {
	files, err := read(folder)
	if err != nil {
		return err
	}
	honest, err := read(filepath.Join(folder, "exported", "ledger"))
	if err != nil {
		return err
	}
	rewritten, err := read(filepath.Join(folder, "rewritten", "ledger"))
	if err != nil {
		return err
	}
	key, err := note.NewVerifier(strings.TrimSuffix(string(honest["verifier"]), "\n"))
	if err != nil {
		return err
	}
	signer, err := newWitness(string(files["witness"]))
	if err != nil {
		return err
	}
	older, err := witnessed(files["older"], key, signer)
	if err != nil {
		return err
	}
	newest, err := witnessed(files["newest"], key, signer)
	if err != nil {
		return err
	}
	found, err := check(honest, key, &older)
	if err != nil {
		return fmt.Errorf("the honest ledger: %w", err)
	}
	if _, err := check(honest, key, &newest); err != nil {
		return fmt.Errorf("the honest ledger: %w", err)
	}
	fmt.Printf("holds    %d entries, root %s\n", found.tree.N, found.tree.Hash)
	if err := receipts(folder, honest, key); err != nil {
		return err
	}
	// By itself a history that was signed anew is as good as any: only others can tell.
	if _, err := check(rewritten, key, nil); err != nil {
		return fmt.Errorf("the rewritten ledger is not even whole: %w", err)
	}
	for _, forgery := range forgeries(honest, rewritten, found.tree) {
		for _, seen := range []*head{&older, &newest} {
			_, err := check(forgery.log, key, seen)
			if err == nil {
				return fmt.Errorf("NOT refused: %s", forgery.name)
			}
			if seen == &older {
				fmt.Printf("refused  %s: %v\n", forgery.name, err)
			}
		}
	}
	if _, err := witnessed(rewritten["checkpoint"], key, signer); err == nil {
		return errors.New("NOT refused: a rewritten head without the witness's signature")
	}
	return nil
}

// witnessed opens a head that the log and the witness have signed.
func witnessed(checkpoint []byte, key, signer note.Verifier) (head, error) {
	found, err := open(checkpoint, key, signer)
	if err == nil && len(found.names) != 2 {
		err = errors.New("the witness has not signed")
	}
	return found, err
}

func receipts(folder string, honest log, key note.Verifier) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.tlog-proof"))
	if err != nil || len(paths) == 0 {
		return errors.New("there are no receipts")
	}
	for _, path := range paths {
		receipt, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		index, entry, err := checkReceipt(receipt, key)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		fmt.Printf("holds    receipt of entry %d, %d bytes\n", index, len(entry))
		other := bytes.Replace(
			receipt, []byte(fmt.Sprintf("\nindex %d\n", index)),
			[]byte(fmt.Sprintf("\nindex %d\n", index^1)), 1)
		if _, _, err := checkReceipt(other, key); err == nil {
			return fmt.Errorf("NOT refused: the receipt of entry %d for another", index)
		}
	}
	return nil
}

type forgery struct {
	name string
	log  log
}

func forgeries(honest, rewritten log, tree tlog.Tree) []forgery {
	const bundle, leaves = "tile/entries/005", "tile/0/005"
	const old, forged = `"forbidden"`, `"permitted"`
	above := pathOf(tlog.Tile{H: tileHeight, L: 1, W: int(tree.N / tileWidth)})
	turn := func(content []byte) []byte {
		return bytes.Replace(content, []byte(old), []byte(forged), 1)
	}
	changed := honest.with(bundle, turn)
	hidden := changed.with(leaves, func(content []byte) []byte {
		entries, err := changed.entries(5, tileWidth)
		if err != nil {
			return content
		}
		for offset, entry := range entries {
			hash := tlog.RecordHash(entry)
			copy(content[offset*tlog.HashSize:], hash[:])
		}
		return content
	})
	resized := func(size int64) log {
		return honest.with("checkpoint", func(content []byte) []byte {
			return bytes.Replace(
				content, []byte(fmt.Sprintf("\n%d\n", tree.N)),
				[]byte(fmt.Sprintf("\n%d\n", size)), 1)
		})
	}
	return []forgery{
		{"an entry that was changed", changed},
		{"an entry that was changed with its hash", hidden},
		{"a size that was changed, one less", resized(tree.N - 1)},
		{"a size that was changed, one more", resized(tree.N + 1)},
		{"a root that was changed", honest.with("checkpoint", func(content []byte) []byte {
			root := []byte(tree.Hash.String())
			return bytes.Replace(content, root, []byte(tlog.Hash{}.String()), 1)
		})},
		{"a tile above the entries' that was changed", honest.with(above, func(content []byte) []byte {
			content[len(content)/2] ^= 1
			return content
		})},
		{"an entry that was cut off", honest.with(bundle, func(content []byte) []byte {
			return content[:len(content)-1]
		})},
		{"a history that was written anew and signed again", rewritten},
	}
}
