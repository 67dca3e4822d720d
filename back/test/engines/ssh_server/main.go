// A Git server over SSH for tests: it lets one key in, and gives repositories out to read.
//
// Usage: ssh_server PORT HOST_KEY AUTHORIZED_KEY FOLDER, the keys as files, the folder with bare
// repositories.  It tells each command that it is asked for, and nothing else.
package main

import (
	"errors"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/gliderlabs/ssh"
)

const (
	refused = 128
	service = "git-upload-pack"
)

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: ssh_server PORT HOST_KEY AUTHORIZED_KEY FOLDER")
	}
	port, hostKey, authorized, folder := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	text, err := os.ReadFile(authorized)
	if err != nil {
		log.Fatal(err)
	}
	known, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		log.Fatal(err)
	}
	isKnown := func(_ ssh.Context, key ssh.PublicKey) bool { return ssh.KeysEqual(key, known) }
	serve := func(session ssh.Session) { _ = session.Exit(served(session, folder)) }
	log.Fatal(ssh.ListenAndServe(
		net.JoinHostPort("127.0.0.1", port),
		serve,
		ssh.HostKeyFile(hostKey),
		ssh.PublicKeyAuth(isKnown),
		ssh.NoPty(),
	))
}

// served runs what a session asks for, if it is to read a repository, and returns its exit code.
func served(session ssh.Session, folder string) int {
	log.Printf("%s: %q", session.User(), session.RawCommand())
	words := session.Command()
	if len(words) != 2 || words[0] != service {
		return refused
	}
	// Rooted and then cleaned, a path cannot lead out of the folder.
	repository := filepath.Join(folder, path.Clean("/"+words[1]))
	command := exec.CommandContext(
		session.Context(), "git", "-c", "safe.directory=*", "upload-pack", repository,
	)
	command.Env = append(os.Environ(), protocol(session)...)
	// A pipe of ours: one of the library's would be waited for until the client closes it.
	input, err := command.StdinPipe()
	if err != nil {
		return refused
	}
	command.Stdout, command.Stderr = session, session.Stderr()
	if err := command.Start(); err != nil {
		return refused
	}
	go func() {
		defer input.Close()
		_, _ = io.Copy(input, session)
	}()
	var failure *exec.ExitError
	if err := command.Wait(); errors.As(err, &failure) {
		return failure.ExitCode()
	} else if err != nil {
		return refused
	}
	return 0
}

// protocol returns the version of Git's protocol that the client has asked for, as a variable.
func protocol(session ssh.Session) []string {
	for _, variable := range session.Environ() {
		if strings.HasPrefix(variable, "GIT_PROTOCOL=") {
			return []string{variable}
		}
	}
	return nil
}
