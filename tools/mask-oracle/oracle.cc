// Says how the regular expression engines of afserver read an expression: the oracle of the masks' tests.
//
// Reads lines, answers each with a line:
//   P<engine> <expression>   reads an expression; "ok", "ok <states>" (std::regex), or "error <text>"
//   N <name>                 does the whole name match the last expression? "1" or "0"
// Engines: e = std::regex ECMAScript (afserver 3.4), i = the same without regard to case, x = std::regex extended,
// g = glibc's POSIX extended without regard to case (afserver 3.3 and earlier).
//
// Built with -fno-access-control, to see how many states std::regex made.
#include <iostream>
#include <regex.h>
#include <regex>
#include <string>

namespace {

// As afserver 3.3 compares: the leftmost longest match must be the whole name.
class PosixExpression {
public:
    ~PosixExpression() { clear(); }

    std::string read(const std::string &text)
    {
        clear();
        const int fault = regcomp(&m_regex, text.c_str(), REG_EXTENDED | REG_ICASE);
        m_valid = fault == 0;
        if (m_valid)
            return "ok";
        char message[256];
        regerror(fault, &m_regex, message, sizeof message);
        return std::string("error ") + message;
    }

    bool matches(const std::string &name) const
    {
        regmatch_t match;
        return m_valid && regexec(&m_regex, name.c_str(), 1, &match, 0) == 0 && match.rm_so == 0 &&
               match.rm_eo == static_cast<regoff_t>(name.size());
    }

private:
    void clear()
    {
        if (m_valid)
            regfree(&m_regex);
        m_valid = false;
    }

    regex_t m_regex;
    bool m_valid = false;
};

class StandardExpression {
public:
    std::string read(const std::string &text, std::regex::flag_type flags)
    {
        m_valid = false;
        try {
            m_regex.assign(text, flags);
        } catch (const std::regex_error &error) {
            return std::string("error ") + error.what();
        }
        m_valid = true;
        return "ok " + std::to_string(m_regex._M_automaton->size());
    }

    bool matches(const std::string &name) const { return m_valid && std::regex_match(name, m_regex); }

private:
    std::regex m_regex;
    bool m_valid = false;
};

} // namespace

int main()
{
    std::ios::sync_with_stdio(false);
    PosixExpression posix;
    StandardExpression standard;
    char engine = 'e';
    for (std::string line; std::getline(std::cin, line);) {
        if (line.size() >= 3 && line[0] == 'P' && line[2] == ' ') {
            engine = line[1];
            const std::string text = line.substr(3);
            if (engine == 'g')
                std::cout << posix.read(text) << '\n';
            else
                std::cout << standard.read(text, engine == 'x'   ? std::regex::extended
                                                 : engine == 'i' ? std::regex::ECMAScript | std::regex::icase
                                                                 : std::regex::ECMAScript)
                          << '\n';
        } else if (line.size() >= 2 && line[0] == 'N') {
            const std::string name = line.substr(2);
            std::cout << (engine == 'g' ? posix.matches(name) : standard.matches(name)) << '\n';
        } else {
            std::cout << "error unknown line\n";
        }
    }
}
