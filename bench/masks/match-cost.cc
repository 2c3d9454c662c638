// Measures what a mask costs afserver: std::regex (ECMAScript), the whole name, as afanasy/src/libafanasy/regexp.cpp does.
//
// Input: for each mask a line "M <expression>", then lines "N <name>". Output for each mask a line: the time to read the
// expression in milliseconds and the mean time of a match in microseconds, or "refused".
#include <chrono>
#include <iostream>
#include <regex>
#include <string>
#include <vector>

using Clock = std::chrono::steady_clock;

static double since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

static void measure(const std::string &expression, const std::vector<std::string> &names)
{
    try {
        const auto start = Clock::now();
        const std::regex regex(expression);
        const double reading = since(start);
        const auto matching = Clock::now();
        long matches = 0, hits = 0;
        do {
            for (const std::string &name : names)
                hits += std::regex_match(name.begin(), name.end(), regex);
            matches += names.size();
        } while (since(matching) < 0.3);
        std::cout << reading * 1e3 << ' ' << since(matching) / matches * 1e6 << ' ' << hits << '\n';
    } catch (const std::regex_error &) {
        std::cout << "refused\n";
    }
}

int main()
{
    std::string expression;
    std::vector<std::string> names;
    for (std::string line; std::getline(std::cin, line);) {
        if (line[0] == 'N') {
            names.push_back(line.substr(2));
            continue;
        }
        if (!expression.empty())
            measure(expression, names);
        expression = line.substr(2);
        names.clear();
    }
    measure(expression, names);
}
