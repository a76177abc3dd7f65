// Sumdb checks Buckstop's proofs with code that Buckstop's authors did not write: Go's signed notes and transparency
// logs (golang.org/x/mod/sumdb/note and .../tlog), the code that guards Go's own module downloads.
//
//	sumdb checkpoint  LOGKEY NOTE [WITNESSKEY...]
//	sumdb record      LOGKEY PROOF ENTRY [WITNESSKEY...]
//	sumdb consistency LOGKEY OLDNOTE NEWNOTE HASHES
//	sumdb sign        SECRETKEY TEXT
//	sumdb batch
//
// LOGKEY and WITNESSKEY are public keys as texts; the others are files. HASHES holds a consistency proof, one base64
// hash per line. Every witness named must have cosigned. "sumdb batch" reads commands from its standard input, one per
// line, arguments separated by tabs, and answers each with a line. The answer is "accepted" or "refused: why"; a single
// command that is refused ends with status 1.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "batch" {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			fmt.Println(answer(strings.Split(lines.Text(), "\t")))
		}
		return
	}
	said := answer(os.Args[1:])
	fmt.Println(said)
	if strings.HasPrefix(said, "refused") {
		os.Exit(1)
	}
}

// answer runs one command.
func answer(args []string) string {
	said, err := run(args)
	if err != nil {
		return "refused: " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	return said
}

func run(args []string) (string, error) {
	switch {
	case len(args) >= 3 && args[0] == "checkpoint":
		tree, err := openFile(args[2], args[1], args[3:])
		return fmt.Sprintf("accepted %d", tree.N), err
	case len(args) >= 4 && args[0] == "record":
		return "accepted", checkRecord(args[1], args[2], args[3], args[4:])
	case len(args) == 5 && args[0] == "consistency":
		return "accepted", checkConsistency(args[1], args[2], args[3], args[4])
	case len(args) == 3 && args[0] == "sign":
		return sign(args[1], args[2])
	}
	return "", errors.New("unknown command or wrong number of arguments; see the top of main.go")
}

// checkRecord reports why a proof of record does not show that the log holds the entry.
func checkRecord(logKey, proofFile, entryFile string, witnesses []string) error {
	raw, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	split := bytes.Index(raw, []byte("\n\n"))
	if split < 0 {
		return errors.New("the proof has no checkpoint")
	}
	lines := strings.Split(string(raw[:split]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof of version 1")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("the proof has no index")
	}
	digits := strings.TrimPrefix(lines[0], "index ")
	index, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strconv.FormatInt(index, 10) != digits {
		return errors.New("the index is no plain decimal number")
	}
	proof, err := parseHashes(lines[1:])
	if err != nil {
		return err
	}
	tree, err := open(raw[split+2:], logKey, witnesses)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

// checkConsistency reports why the hashes do not show that the newer tree begins with the older one.
func checkConsistency(logKey, oldFile, newFile, hashesFile string) error {
	before, err := openFile(oldFile, logKey, nil)
	if err != nil {
		return err
	}
	after, err := openFile(newFile, logKey, nil)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(hashesFile)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(strings.Fields(string(raw)))
	if err != nil {
		return err
	}
	return tlog.CheckTree(hashes, after.N, after.Hash, before.N, before.Hash)
}

// sign prints the text of a file as a note signed by Go, in base64.
func sign(secretKey, textFile string) (string, error) {
	text, err := os.ReadFile(textFile)
	if err != nil {
		return "", err
	}
	signer, err := note.NewSigner(secretKey)
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	return base64.StdEncoding.EncodeToString(signed), err
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func openFile(file, logKey string, witnesses []string) (tlog.Tree, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	return open(raw, logKey, witnesses)
}

// open returns size and root that a checkpoint states, if the log and all the witnesses signed it.
func open(raw []byte, logKey string, witnesses []string) (tlog.Tree, error) {
	logVerifier, err := note.NewVerifier(logKey)
	if err != nil {
		return tlog.Tree{}, err
	}
	verifiers := []note.Verifier{logVerifier}
	for _, key := range witnesses {
		verifier, err := newCosignatureVerifier(key)
		if err != nil {
			return tlog.Tree{}, err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(raw, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, verifier := range verifiers {
		if !signedBy(opened, verifier) {
			return tlog.Tree{}, fmt.Errorf("%s has not signed", verifier.Name())
		}
	}
	origin, rest, found := strings.Cut(opened.Text, "\n")
	if !found || origin != logVerifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is of the log %q", origin)
	}
	// Go's tree notes have a fixed first line; what follows is the same.
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func signedBy(opened *note.Note, verifier note.Verifier) bool {
	for _, signature := range opened.Sigs {
		if signature.Name == verifier.Name() && signature.Hash == verifier.KeyHash() {
			return true
		}
	}
	return false
}

// cosignatureVerifier is a witness's key, algorithm 04, which Go's package does not know.
type cosignatureVerifier struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

func newCosignatureVerifier(key string) (note.Verifier, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed witness key")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		return nil, errors.New("not a witness key of algorithm 04")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	hash := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the id is not that of the witness key")
	}
	return &cosignatureVerifier{parts[0], hash, typed[1:]}, nil
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }

func (v *cosignatureVerifier) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)
	return ed25519.Verify(v.public, []byte(message), signature[8:])
}
