// Command tlog holds our signed checkpoints, tiles and proofs against Go's own
// golang.org/x/mod/sumdb/{note,tlog}, and makes the same with them for us to check.
//
// It reads one request in JSON on its standard input and answers in JSON.
// A refusal by those packages is an answer too: {"error": "..."}.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// height is that of the tiles of C2SP tlog-tiles: 256 hashes.
const height = 8

type request struct {
	Act string `json:"act"`

	// What is verified, or made.
	Vkeys   []string `json:"vkeys"`
	Skeys   []string `json:"skeys"`
	Note    []byte   `json:"note"`
	Text    string   `json:"text"`
	Origin  string   `json:"origin"`
	Index   int64    `json:"index"`
	Old     int64    `json:"old"`
	Size    int64    `json:"size"`
	Root    []byte   `json:"root"`
	OldRoot []byte   `json:"old_root"`
	Proof   [][]byte `json:"proof"`
	Entry   []byte   `json:"entry"`
	Entries [][]byte `json:"entries"`

	// Tiles by their path in tlog-tiles.
	Tiles map[string][]byte `json:"tiles"`
}

type answer struct {
	Error  string            `json:"error,omitempty"`
	Text   string            `json:"text,omitempty"`
	Signed []string          `json:"signed,omitempty"`
	Others int               `json:"others"`
	Note   string            `json:"note,omitempty"`
	Vkey   string            `json:"vkey,omitempty"`
	Skey   string            `json:"skey,omitempty"`
	Size   int64             `json:"size"`
	Root   []byte            `json:"root,omitempty"`
	Hashes [][]byte          `json:"hashes,omitempty"`
	Tiles  map[string][]byte `json:"tiles,omitempty"`
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answered, err := act(asked)
	if err != nil {
		answered = answer{Error: err.Error()}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answered); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func act(asked request) (answer, error) {
	switch asked.Act {
	case "open":
		return open(asked)
	case "sign":
		return sign(asked)
	case "key":
		return key(asked)
	case "check-record":
		return answer{}, checkRecord(asked)
	case "check-tree":
		return answer{}, checkTree(asked)
	case "read-tiles":
		return readTiles(asked)
	case "build":
		return build(asked)
	case "prove-record":
		return proveRecord(asked)
	case "prove-tree":
		return proveTree(asked)
	}
	return answer{}, fmt.Errorf("no such act: %q", asked.Act)
}

// open verifies a signed note, and reads the checkpoint in it as a tree where it is one.
func open(asked request) (answer, error) {
	var known []note.Verifier
	for _, vkey := range asked.Vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return answer{}, err
		}
		known = append(known, verifier)
	}
	opened, err := note.Open(asked.Note, note.VerifierList(known...))
	if err != nil {
		return answer{}, err
	}
	answered := answer{Text: opened.Text, Others: len(opened.UnverifiedSigs)}
	for _, signature := range opened.Sigs {
		answered.Signed = append(answered.Signed, fmt.Sprintf("%s+%08x", signature.Name, signature.Hash))
	}
	if asked.Origin == "" {
		return answered, nil
	}
	tree, err := parse(opened.Text, asked.Origin)
	if err != nil {
		return answer{}, err
	}
	answered.Size, answered.Root = tree.N, tree.Hash[:]
	return answered, nil
}

// parse reads a checkpoint: tlog's own reader knows one origin, that of Go's checksum database.
func parse(text, origin string) (tlog.Tree, error) {
	rest := strings.TrimPrefix(text, origin+"\n")
	if rest == text {
		return tlog.Tree{}, errors.New("another origin")
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func sign(asked request) (answer, error) {
	var signers []note.Signer
	for _, skey := range asked.Skeys {
		signer, err := note.NewSigner(skey)
		if err != nil {
			return answer{}, err
		}
		signers = append(signers, signer)
	}
	signed, err := note.Sign(&note.Note{Text: asked.Text}, signers...)
	return answer{Note: string(signed)}, err
}

// key makes a pair of keys from the system's randomness.
func key(asked request) (answer, error) {
	skey, vkey, err := note.GenerateKey(nil, asked.Origin)
	return answer{Skey: skey, Vkey: vkey}, err
}

func checkRecord(asked request) error {
	return tlog.CheckRecord(hashes(asked.Proof), asked.Size, hash(asked.Root), asked.Index, tlog.RecordHash(asked.Entry))
}

func checkTree(asked request) error {
	return tlog.CheckTree(hashes(asked.Proof), asked.Size, hash(asked.Root), asked.Old, hash(asked.OldRoot))
}

// readTiles reads through our tiles, which TileHashReader checks against the root: the tree, and one leaf.
// Before x/mod v0.40.0 it leaves up to two tiles unchecked (CVE-2026-56865), so the leaf is proved as well.
func readTiles(asked request) (answer, error) {
	tree := tlog.Tree{N: asked.Size, Hash: hash(asked.Root)}
	reader := tlog.TileHashReader(tree, held(asked.Tiles))
	found, err := tlog.TreeHash(asked.Size, reader)
	if err != nil {
		return answer{}, err
	}
	if found != tree.Hash {
		return answer{}, errors.New("the tiles lead to another root")
	}
	leaves, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, asked.Index)})
	if err != nil {
		return answer{}, err
	}
	proof, err := tlog.ProveRecord(asked.Size, asked.Index, reader)
	if err != nil {
		return answer{}, err
	}
	if err := tlog.CheckRecord(proof, asked.Size, tree.Hash, asked.Index, leaves[0]); err != nil {
		return answer{}, err
	}
	return answer{Root: found[:], Hashes: [][]byte{leaves[0][:]}}, nil
}

// build grows a tree over the entries, and gives its root and the tiles that a log of that size serves.
func build(asked request) (answer, error) {
	stored, err := grow(asked.Entries)
	if err != nil {
		return answer{}, err
	}
	size := int64(len(asked.Entries))
	root, err := tlog.TreeHash(size, stored)
	if err != nil {
		return answer{}, err
	}
	tiles := map[string][]byte{}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		data, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return answer{}, err
		}
		tiles[path(tile)] = data
	}
	return answer{Size: size, Root: root[:], Tiles: tiles}, nil
}

func proveRecord(asked request) (answer, error) {
	stored, err := grow(asked.Entries)
	if err != nil {
		return answer{}, err
	}
	proof, err := tlog.ProveRecord(asked.Size, asked.Index, stored)
	return answer{Hashes: raw(proof)}, err
}

func proveTree(asked request) (answer, error) {
	stored, err := grow(asked.Entries)
	if err != nil {
		return answer{}, err
	}
	proof, err := tlog.ProveTree(asked.Size, asked.Old, stored)
	return answer{Hashes: raw(proof)}, err
}

// storage keeps the hashes of a tree in memory, as StoredHashes gives them.
type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for place, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[place] = s[index]
	}
	return found, nil
}

func grow(entries [][]byte) (storage, error) {
	var stored storage
	for place, entry := range entries {
		more, err := tlog.StoredHashes(int64(place), entry, stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

// held gives tiles by the paths of tlog-tiles.
type held map[string][]byte

func (h held) Height() int { return height }

func (h held) SaveTiles([]tlog.Tile, [][]byte) {}

func (h held) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for place, tile := range tiles {
		found, ok := h[path(tile)]
		if !ok {
			return nil, fmt.Errorf("no tile %s", path(tile))
		}
		data[place] = found
	}
	return data, nil
}

// path is that of tlog-tiles, which leaves the height out.
func path(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

func hash(data []byte) (result tlog.Hash) {
	if len(data) == len(result) {
		copy(result[:], data)
	}
	return result
}

func hashes(data [][]byte) (result []tlog.Hash) {
	for _, each := range data {
		result = append(result, hash(each))
	}
	return result
}

func raw(proof []tlog.Hash) (result [][]byte) {
	for place := range proof {
		result = append(result, proof[place][:])
	}
	return result
}
