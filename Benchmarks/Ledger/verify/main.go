// Checks a ledger of Dure with the Go project's own packages for transparency logs.
//
//	verify FOLDER            one ledger, as `dure ledger export` writes it
//	verify --trials FOLDER   what dure-ledgers wrote: the honest ledger holds, and each forgery of
//	                         it is refused
//
// Nothing here knows how Dure works; it knows C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature
// and tlog-proof, and leaves hashing, proofs and signed notes to golang.org/x/mod/sumdb.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

// A log is a folder's files by their paths, held in memory so that they can be forged.
type log map[string][]byte

func read(folder string) (log, error) {
	files := log{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return files, err
}

func (l log) with(path string, change func([]byte) []byte) log {
	changed := log{}
	for name, content := range l {
		changed[name] = content
	}
	changed[path] = change(append([]byte(nil), l[path]...))
	return changed
}

// A head is what a checkpoint says: how many entries, and the root over them.
type head struct {
	tree  tlog.Tree
	names []string
}

func open(checkpoint []byte, keys ...note.Verifier) (head, error) {
	signed, err := note.Open(checkpoint, note.VerifierList(keys...))
	if err != nil {
		return head{}, fmt.Errorf("the checkpoint: %w", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != keys[0].Name() {
		return head{}, errors.New("the checkpoint is not of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return head{}, errors.New("the checkpoint has no size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return head{}, errors.New("the checkpoint has no root")
	}
	found := head{tree: tlog.Tree{N: size, Hash: root}}
	for _, signature := range signed.Sigs {
		found.names = append(found.names, signature.Name)
	}
	return found, nil
}

// A witness signs with the time: C2SP tlog-cosignature, type 4, which package note leaves to us.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(text string) (note.Verifier, error) {
	parts := strings.SplitN(strings.TrimSuffix(text, "\n"), "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("the witness's key has no three parts")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("the witness's key is none of type 4")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the witness's key id does not fit")
	}
	return &witness{parts[0], hash, key[1:]}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)
	return ed25519.Verify(w.key, []byte(message), signature[8:])
}

// Tiles, as package tlog asks for them; it names the height in the path, C2SP does not.
func (l log) Height() int                     { return tileHeight }
func (l log) SaveTiles([]tlog.Tile, [][]byte) {}
func (l log) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := pathOf(tile)
		content, ok := l[path]
		if !ok {
			return nil, fmt.Errorf("%s is missing", path)
		}
		found = append(found, content)
	}
	return found, nil
}

func pathOf(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
}

func (l log) entries(bundle, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: tileHeight, L: 0, N: bundle, W: int(width)}
	path := strings.Replace(pathOf(tile), "tile/0/", "tile/entries/", 1)
	rest, ok := l[path]
	if !ok {
		return nil, fmt.Errorf("%s is missing", path)
	}
	var entries [][]byte
	for len(rest) >= 2 {
		count := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+count {
			break
		}
		entries = append(entries, rest[2:2+count])
		rest = rest[2+count:]
	}
	if len(rest) > 0 || int64(len(entries)) != width {
		return nil, fmt.Errorf("%s does not hold %d entries", path, width)
	}
	return entries, nil
}

// check reads a whole log: every entry against its tile, and every tile and the root anew from the
// entries; package tlog's own reader of tiles does not hold each of them against its parent in all
// versions. A head that others saw must be the log's own, or an older one.
func check(l log, key note.Verifier, seen *head) (head, error) {
	found, err := open(l["checkpoint"], key)
	if err != nil {
		return found, err
	}
	tree := found.tree
	tiles := tlog.TileHashReader(tree, l)
	var hashes []tlog.Hash
	stored := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var list []tlog.Hash
		for _, index := range indexes {
			list = append(list, hashes[index])
		}
		return list, nil
	})
	for first := int64(0); first < tree.N; first += tileWidth {
		width := tree.N - first
		if width > tileWidth {
			width = tileWidth
		}
		entries, err := l.entries(first/tileWidth, width)
		if err != nil {
			return found, err
		}
		var indexes []int64
		for offset := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(offset)))
		}
		leaves, err := tiles.ReadHashes(indexes)
		if err != nil {
			return found, err
		}
		for offset, entry := range entries {
			number := first + int64(offset)
			if tlog.RecordHash(entry) != leaves[offset] {
				return found, fmt.Errorf("entry %d is not the one in the tree", number)
			}
			more, err := tlog.StoredHashes(number, entry, stored)
			if err != nil {
				return found, err
			}
			hashes = append(hashes, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return found, err
	}
	if root != tree.Hash {
		return found, errors.New("the entries do not have the signed root")
	}
	for _, tile := range tlog.NewTiles(tileHeight, 0, tree.N) {
		if last := tree.N >> (tileHeight * tile.L) % tileWidth; tile.W < tileWidth && tile.W != int(last) {
			continue // A partial tile that a wider one has replaced.
		}
		content, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return found, err
		}
		if !bytes.Equal(content, l[pathOf(tile)]) {
			return found, fmt.Errorf("%s does not hold the hashes below it", pathOf(tile))
		}
	}
	if seen != nil {
		if seen.tree.N > tree.N {
			return found, errors.New("others saw a longer log")
		}
		proof, err := tlog.ProveTree(tree.N, seen.tree.N, tiles)
		if err != nil {
			return found, err
		}
		if err := tlog.CheckTree(proof, tree.N, root, seen.tree.N, seen.tree.Hash); err != nil {
			return found, fmt.Errorf("others saw another history of %d entries", seen.tree.N)
		}
	}
	return found, nil
}

// checkReceipt reads a .tlog-proof and answers the entry that it proves.
func checkReceipt(receipt []byte, key note.Verifier) (int64, []byte, error) {
	top, checkpoint, ok := bytes.Cut(receipt, []byte("\n\n"))
	lines := strings.Split(string(top), "\n")
	if !ok || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, errors.New("this is no receipt")
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || !strings.HasPrefix(lines[1], "extra ") {
		return 0, nil, errors.New("the receipt has no entry")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return 0, nil, errors.New("the receipt has no index")
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, errors.New("the receipt's proof is no list of hashes")
		}
		proof = append(proof, hash)
	}
	found, err := open(checkpoint, key)
	if err != nil {
		return 0, nil, err
	}
	tree := found.tree
	err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
	return index, entry, err
}

func main() {
	arguments := os.Args[1:]
	var err error
	switch {
	case len(arguments) == 2 && arguments[0] == "--trials":
		err = trials(arguments[1])
	case len(arguments) == 1:
		err = one(arguments[0])
	default:
		err = errors.New("verify [--trials] FOLDER")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

func one(folder string) error {
	l, err := read(folder)
	if err != nil {
		return err
	}
	key, err := note.NewVerifier(strings.TrimSuffix(string(l["verifier"]), "\n"))
	if err != nil {
		return err
	}
	found, err := check(l, key, nil)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d entries, root %s\n", key.Name(), found.tree.N, found.tree.Hash)
	return nil
}
